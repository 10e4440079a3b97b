/// <reference path="./globals.d.ts" />
/** On XS only: what a start costs on a flash of full size, and the costliest turns of a delivery from it. */
import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import type { Flash } from '../../src/recorder/flash.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { SettingsStore } from '../../src/recorder/settings.js';

/** The partition of the ESP8266. */
export const SECTORS = 761;
const SECTOR_BYTES = 4096;
/** Places in the log at which a delivery begins anew. */
const STARTS = 24;
const REPLAY_STEPS = 12;
const FOUND_STEPS = 80;

const show = (name: string): void => {
  print(`${name} ${flashReads()}`);
  probe(name);
};

export default function main(): void {
  const flash: Flash = {
    byteLength: SECTORS * SECTOR_BYTES,
    blockSize: SECTOR_BYTES,
    read: flashRead,
    write: flashWrite,
    erase: flashErase,
  };
  show('before');
  const settings = new SettingsStore(flash).load();
  show('settings');
  const recorder = new Recorder(flash, () => 0x9f3c21d0);
  show('open');
  recorder.maintain();
  show('maintain');
  const { oldestSeq } = recorder.log;
  print(`found ${recorder.id} ${oldestSeq} ${recorder.inFlash} ${recorder.next} ${settings?.length}`);
  if (recorder.inFlash === 0) return;

  const delivery = new Delivery(recorder, new Uint8Array(MESSAGE_BYTES));
  delivery.onUp(0);
  delivery.onAvailability(ascii('online'));
  for (let i = 0; i < STARTS; i++) {
    const seq = oldestSeq + Math.floor(((recorder.inFlash - oldestSeq) * i) / STARTS);
    delivery.onAck(ascii(`${recorder.id} ${seq} 60`), 0);
    show('ack');
    for (let message = 0; message < 2; message++) {
      if (delivery.take() === undefined) break;
      show('backfill');
      delivery.onDelivered();
    }
    delivery.onDown();
    delivery.onUp(0);
    delivery.onAvailability(ascii('online'));
  }
  delivery.onAck(ascii(`${recorder.id} ${recorder.inFlash} 60`), 0);
  // Minutes that are nowhere: each step looks at as many slots as it may.
  delivery.onReplay(ascii('0 60'));
  show('ack');
  for (let step = 0; step < REPLAY_STEPS; step++) {
    delivery.take();
    show('step');
  }
  // Minutes from the middle of the log on, found at the end of a step now and then.
  delivery.onReplay(ascii('1692200000 1692300000'));
  for (let step = 0; step < FOUND_STEPS; step++) {
    const found = delivery.take() !== undefined;
    show(found ? 'replay' : 'step');
    if (found) delivery.onDelivered();
  }
}

function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
