/// <reference path="./globals.d.ts" />
/** On XS only: what a start costs on a flash of full size, and the costliest turns of a delivery from it. */
import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import type { Flash } from '../../src/recorder/flash.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { SettingsStore } from '../../src/recorder/settings.js';

/** The partition of the ESP8266. */
const SECTORS = 761;
const SECTOR_BYTES = 4096;
/** Places in the log at which a delivery begins anew. */
export const STARTS = 24;
const REPLAY_STEPS = 12;
/** Places in two steps of a replay at which its minutes begin. */
export const PLACES = 64;
const TWO_STEPS = 2 * 128;
const READINGS_A_SLOT = 6;

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

  const message = new Uint8Array(MESSAGE_BYTES);
  const delivery = new Delivery(recorder, message);
  goOnline(delivery);
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
    goOnline(delivery);
  }
  delivery.onAck(ascii(`${recorder.id} ${recorder.inFlash} 60`), 0);
  // Minutes that are nowhere: each step looks at as many slots as it may.
  delivery.onReplay(ascii('0 60'));
  show('ack');
  for (let step = 0; step < REPLAY_STEPS; step++) {
    delivery.take();
    show('step');
  }
  // The costliest turn looks at all the slots that it may and fills its message from the last of them.
  const span = Math.min(recorder.inFlash - oldestSeq, TWO_STEPS * READINGS_A_SLOT);
  for (let place = 0; place < PLACES; place++) {
    const from = timeOf(oldestSeq + Math.floor((span * place) / PLACES));
    // One that runs already would be widened to both stretches.
    const replay = new Delivery(recorder, message);
    goOnline(replay);
    replay.onAck(ascii(`${recorder.id} ${recorder.inFlash} 60`), 0);
    replay.onReplay(ascii(`${from} ${from + 3600}`));
    for (let step = 0, found = false; step < REPLAY_STEPS && !found; step++) {
      found = replay.take() !== undefined;
      show(found ? 'replay' : 'step');
    }
  }
}

/** As the readings of recorder/model.ts, of which the fills are made. */
function timeOf(seq: number): number {
  return 1_692_000_000 + (seq - 1) * 10;
}

function goOnline(delivery: Delivery): void {
  delivery.onUp(0);
  delivery.onAvailability(ascii('online'));
}

function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
