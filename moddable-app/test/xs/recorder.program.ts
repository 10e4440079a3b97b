/// <reference path="./globals.d.ts" />
/** On XS and in Node: a day in the life of the recorder on a small flash in RAM, everything that leaves it printed as hex. */
import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import type { Flash } from '../../src/recorder/flash.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { SettingsStore } from '../../src/recorder/settings.js';

/** Sectors small enough that flash in RAM leaves room for the program; the log reads the size from the flash. */
const SECTOR_BYTES = 1024;
const SECTORS = 5;
/** What the flash in RAM costs: on the device it is in flash. */
export const FLASH_BYTES = SECTORS * SECTOR_BYTES;

class RamFlash implements Flash {
  readonly blockSize = SECTOR_BYTES;
  readonly byteLength = FLASH_BYTES;
  readonly #bytes = new Uint8Array(FLASH_BYTES).fill(0xff);

  erase(sector: number): void {
    this.#bytes.fill(0xff, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  read(offset: number, length: number): ArrayBuffer {
    return this.#bytes.buffer.slice(offset, offset + length) as ArrayBuffer;
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    const source = new Uint8Array(buffer);
    for (let i = 0; i < length; i++)
      this.#bytes[offset + i] = (this.#bytes[offset + i] as number) & (source[i] as number);
  }
}

interface Outside {
  readonly show: (what: string, bytes: Uint8Array) => void;
  readonly probe: (name: string) => void;
  /** Probes what is alive: no garbage in it. */
  readonly alive: (name: string) => void;
}

/** Two hours of readings, a restart, an ack, all of the log as backfill, a replay and the settings. */
export function play({ show, probe, alive }: Outside): void {
  const flash = new RamFlash();
  const text = new Uint8Array(24);
  alive('without');
  const message = new Uint8Array(MESSAGE_BYTES);
  let recorder = new Recorder(flash, () => 0x9f3c21d0);
  let delivery = new Delivery(recorder, message);
  recorder.maintain();
  alive('with');
  let index = 0;
  const telegram = (): void => {
    const seq = recorder.record(
      {
        time: 1_792_371_600 + index * 10,
        summer: index < 300,
        importWh: index % 97 === 50 ? null : 8_995_626 + index * 7,
        exportWh: 999_999_000 + index * 3,
        importW: (index * 37) % 9000,
        exportW: (index * 131) % 99_999,
        volts: [230 + (index % 9), 231, null],
      },
      index < 500 ? '9912345678' : 'SAG-1030700091-X_8',
    );
    delivery.onLiveDelivered(seq);
    index++;
  };
  // To the 6th reading of a minute: none of these probes ends one.
  for (let i = 0; i < 5; i++) telegram();
  probe('reading');
  telegram();
  telegram();
  probe('minute');
  for (let i = 0; i < 360; i++) {
    telegram();
    recorder.maintain();
  }
  probe('hour');
  recorder = new Recorder(flash, () => 0);
  delivery = new Delivery(recorder, message);
  probe('restart');
  for (let i = 0; i < 353; i++) {
    recorder.maintain();
    telegram();
  }
  recorder.closeMinute();
  probe('second hour');
  alive('in use');
  delivery.onUp(0);
  put(text, 'online');
  delivery.onAvailability(text.subarray(0, 6));
  put(text, `${recorder.id} 0 60`);
  delivery.onAck(text.subarray(0, 13), 0);
  for (let out = delivery.take(); out !== undefined; out = delivery.take()) {
    probe('backfill');
    show('backfill', out);
    delivery.onDelivered();
  }
  put(text, '1792376000 1792378000');
  delivery.onReplay(text.subarray(0, 21));
  for (let out = delivery.take(); out !== undefined; out = delivery.take()) {
    probe('replay');
    show('replay', out);
    delivery.onDelivered();
  }
  const settings = new SettingsStore(flash);
  settings.save(text);
  show('settings', settings.load() ?? new Uint8Array(0));
  show('flash', new Uint8Array(flash.read(0, FLASH_BYTES)));
}

function put(text: Uint8Array, ascii: string): void {
  for (let i = 0; i < ascii.length; i++) text[i] = ascii.charCodeAt(i);
}

const HEX = '0123456789abcdef';

export default function main(): void {
  const digits = new Uint8Array(2 * 64);
  play({
    probe,
    alive: (name) => {
      collect();
      probe('before');
      probe(name);
    },
    show: (what, bytes) => {
      print(what);
      for (let at = 0; at < bytes.length; at += 64) {
        const end = Math.min(at + 64, bytes.length);
        for (let i = at; i < end; i++) {
          digits[2 * (i - at)] = HEX.charCodeAt((bytes[i] as number) >> 4);
          digits[2 * (i - at) + 1] = HEX.charCodeAt((bytes[i] as number) & 15);
        }
        write(digits.subarray(0, 2 * (end - at)));
        print('');
      }
    },
  });
}
