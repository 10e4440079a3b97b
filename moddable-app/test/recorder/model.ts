import { Backfill, MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import type { Recordable, Recorder } from '../../src/recorder/recorder.js';
import { decodeSlot, type LogReading, SLOT_BYTES, slotReadings } from '../../src/recorder/slot.js';

export const METER = '9912345678';

/** A reading as an archive would store it. */
export interface Stored extends LogReading {
  readonly meterId: string;
}

/** Readings every `step` seconds of a household that imports and exports; the same for the same index. */
export function reading(index: number, step = 10): Recordable {
  const time = 1_692_000_000 + index * step;
  return {
    time,
    summer: true,
    importWh: 8_995_626 + index * 7,
    exportWh: 1_590_321 + index * 3,
    importW: (index * 37) % 9000,
    exportW: (index * 11) % 5000,
    volts: [230 + (index % 9), 231, null],
  };
}

/** One line for each reading with every column but the voltages, which only the first of a slot keeps. */
export function rows(readings: readonly Stored[]): string[] {
  return readings.map(
    ({ seq, meterId, time, summer, importWh, exportWh, importW, exportW }) =>
      `${seq} ${meterId} ${time} ${summer ? 'S' : 'W'} ${importWh} ${exportWh} ${importW} ${exportW}`,
  );
}

/** Decodes a message as the service does. */
export function decoded(message: Uint8Array): { from: number; to: number; log: string; readings: Stored[] } {
  const head = decodeSlot(message, 0);
  if (head?.kind !== 'meter') throw new Error('a message begins with a meter slot');
  let { meterId } = head;
  let to = head.seq - 1;
  const readings: Stored[] = [];
  for (let offset = SLOT_BYTES; offset < message.length; offset += SLOT_BYTES) {
    const slot = decodeSlot(message, offset);
    if (slot === undefined) throw new Error('a message holds whole slots only');
    if (slot.kind === 'meter') {
      if (slot.log !== head.log) throw new Error('a message is of one log');
      meterId = slot.meterId;
      to = slot.seq - 1;
    }
    for (const columns of slotReadings(slot)) {
      readings.push({ ...columns, meterId });
      to = columns.seq;
    }
  }
  return { from: head.seq, to, log: head.log, readings };
}

/** Everything that can still be sent from record `from` on. */
export function readBack(recorder: Recorder, from = 1): Stored[] {
  const message = new Uint8Array(MESSAGE_BYTES);
  const backfill = new Backfill(recorder.log, message);
  const readings: Stored[] = [];
  for (let next = from; ; next = backfill.end + 1) {
    backfill.fill(next, recorder.inFlash);
    if (backfill.length === 0) return readings;
    const part = decoded(message.subarray(0, backfill.length));
    if (part.from !== next || part.to !== backfill.end) throw new Error('a message covers what it says');
    readings.push(...part.readings);
  }
}
