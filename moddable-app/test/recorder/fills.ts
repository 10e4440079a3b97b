/** A partition of full size at every stage of its life, written by the recorder itself. */
import type { Flash } from '../../src/recorder/flash.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { SettingsStore } from '../../src/recorder/settings.js';
import { SLOT_BYTES } from '../../src/recorder/slot.js';
import { METER, reading } from './model.js';

const SECTOR_BYTES = 4096;
/** The partition of the ESP8266, and those of its sectors that are the log's. */
const SECTORS = 761;
const LOG_SECTORS = 759;
const READINGS_A_SECTOR = 63 * 6;
const HOUR = 360;
const DAY = 24 * HOUR;
/** Every field at its longest. */
const LONG_SETTINGS = 500;
const ROUND = LOG_SECTORS * READINGS_A_SECTOR;

/** Telegrams until the fill is reached, in rising order. */
const TELEGRAMS = Object.entries({
  blank: 0,
  '1 hour': HOUR,
  '1 day': DAY,
  '7 days': 7 * DAY,
  '16 days': 16 * DAY,
  '25 days': 25 * DAY,
  '32.5 days': 32.5 * DAY,
  'last sector': ROUND - 50,
  'just wrapped': ROUND + 50,
  'wrapped, 3 sectors on': ROUND + 3 * READINGS_A_SECTOR + 50,
  'wrapped, 11 sectors on': ROUND + 11 * READINGS_A_SECTOR + 50,
  'long wrapped': 1.6 * ROUND,
});

/** What the unused part may hold: nothing, or what another system left there. */
const FOREIGN: Record<string, (at: number, random: () => number) => number> = {
  noise: (_, random) => random(),
  text: (at) => TEXT[at % TEXT.length] as number,
  zeros: () => 0,
  spaces: () => 0x20,
  underscores: () => 0x5f,
};
const TEXT = new TextEncoder().encode('MQTT 3.1.1 _4096: the quick brown fox, 0123456789.\n');

interface Fill {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Flash without faults, in no time. */
export class QuickFlash implements Flash {
  readonly blockSize = SECTOR_BYTES;
  readonly bytes: Uint8Array<ArrayBuffer>;
  reads = 0;

  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(SECTORS * SECTOR_BYTES).fill(0xff)) {
    this.bytes = bytes;
  }

  get byteLength(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): ArrayBuffer {
    this.reads++;
    return this.bytes.slice(offset, offset + length).buffer;
  }

  erase(sector: number): void {
    this.bytes.fill(0xff, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    const source = new Uint8Array(buffer);
    for (let i = 0; i < length; i++)
      this.bytes[offset + i] = (this.bytes[offset + i] as number) & (source[i] as number);
  }
}

/** Each stage: as it is, with no sector erased ahead, damaged, with every kind of foreign data in the unused part if there is one. */
export function* fills(random: () => number): Generator<Fill> {
  const flash = new QuickFlash();
  const settings = new SettingsStore(flash);
  for (let copy = 0; copy < 2; copy++) settings.save(new Uint8Array(LONG_SETTINGS).fill(0x7b));
  let recorder: Recorder | undefined;
  let telegrams = 0;
  for (const [name, end] of TELEGRAMS) {
    if (end > 0) recorder ??= new Recorder(flash, random);
    for (; telegrams < end; telegrams++) {
      recorder?.maintain();
      recorder?.record(reading(telegrams), METER);
    }
    yield { name, bytes: flash.bytes.slice() };
    if (recorder)
      yield { name: `${name}, the newest sector's first slot damaged`, bytes: withDamage(recorder, flash.bytes) };
    if (telegrams < ROUND) yield* withForeign(name, flash.bytes, random);
    // On into the sector that was erased ahead.
    while (recorder?.eraseDue === false) recorder.record(reading(telegrams++), METER);
    if (end > 0) yield { name: `${name}, none erased`, bytes: flash.bytes.slice() };
  }
}

/** A bit of it has fallen, so that its checksum tells. */
function withDamage(recorder: Recorder, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = content.slice();
  const newest = Math.floor((recorder.log.last(new Uint8Array(SLOT_BYTES)) * SLOT_BYTES) / SECTOR_BYTES);
  bytes[newest * SECTOR_BYTES + SLOT_BYTES - 1] = (bytes[newest * SECTOR_BYTES + SLOT_BYTES - 1] as number) ^ 1;
  return bytes;
}

function* withForeign(name: string, content: Uint8Array<ArrayBuffer>, random: () => number): Generator<Fill> {
  for (const [kind, byteAt] of Object.entries(FOREIGN)) {
    const bytes = content.slice();
    for (let at = 0; at < LOG_SECTORS * SECTOR_BYTES; at += SECTOR_BYTES) {
      // A sector in use begins with a slot. The one erased ahead is foreign as well: a start before its erase.
      if (bytes[at] === 0xff) for (let i = at; i < at + SECTOR_BYTES; i++) bytes[i] = byteAt(i, random);
    }
    yield { name: `${name}, ${kind}`, bytes };
  }
}
