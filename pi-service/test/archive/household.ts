/** Readings of an invented household for the archive's tests: deterministic, counters that fit the powers. */
import type { Reading } from '@okosmero/moddable-app/contract';
import { clockText, isSummer, meterTimeText } from '../../src/day.js';

export interface HouseholdOptions {
  readonly meterId?: string;
  readonly device?: string;
  /** Seconds between readings. */
  readonly step?: number;
  readonly importWh?: number;
  readonly exportWh?: number;
}

/** Readings from an instant to another (exclusive), in order; import by night, export by day. */
export function* household(from: number, to: number, options: HouseholdOptions = {}): Generator<Reading> {
  const { meterId = '9912345678', device = 'a1b2c3', step = 10 } = options;
  let importWs = (options.importWh ?? 8_995_626) * 3600;
  let exportWs = (options.exportWh ?? 1_590_321) * 3600;
  for (let utc = from; utc < to; utc += step) {
    const sun = Math.max(0, Math.sin(((utc % 86_400) / 86_400 - 0.25) * 2 * Math.PI));
    const importW = 150 + Math.round(800 * (1 - sun)) + (Math.floor(utc / 600) % 3) * 40;
    const exportW = Math.round(2500 * sun);
    yield reading({ utc, meterId, device, seq: 1 + (utc - from) / step, importW, exportW, importWs, exportWs });
    importWs += importW * step;
    exportWs += exportW * step;
  }
}

interface Values {
  readonly utc: number;
  readonly meterId: string;
  readonly device: string;
  readonly seq: number;
  readonly importW: number;
  readonly exportW: number;
  readonly importWs: number;
  readonly exportWs: number;
}

function reading(v: Values): Reading {
  const dst = isSummer(v.utc) ? 'S' : 'W';
  const importWh = Math.floor(v.importWs / 3600);
  const exportWh = Math.floor(v.exportWs / 3600);
  const half = (wh: number) => [Math.floor(wh / 2), wh - Math.floor(wh / 2)] as const;
  return {
    schema: 1,
    device: v.device,
    log: '9f3c21d0',
    seq: v.seq,
    identification: `AUX5${v.meterId}`,
    meterId: v.meterId,
    time: meterTimeText(v.utc, dst),
    crc: 'arc',
    objects: {
      '0-0:1.0.0': `${clockText(v.utc, dst).slice(2).replace(/\D/g, '')}${dst}`,
      '0-0:96.14.0': '0001',
      '0-0:17.0.0': 90,
      '1-0:1.8.0': importWh / 1000,
      '1-0:1.8.1': half(importWh)[0] / 1000,
      '1-0:1.8.2': half(importWh)[1] / 1000,
      '1-0:2.8.0': exportWh / 1000,
      '1-0:2.8.1': half(exportWh)[0] / 1000,
      '1-0:2.8.2': half(exportWh)[1] / 1000,
      '1-0:32.7.0': 230 + (v.utc % 70) / 10,
      '1-0:52.7.0': 229.5,
      '1-0:72.7.0': 231,
      '1-0:31.7.0': Math.round(v.importW / 230),
      '1-0:51.7.0': 1,
      '1-0:71.7.0': 0,
      '1-0:1.7.0': v.importW / 1000,
      '1-0:2.7.0': v.exportW / 1000,
    },
    rest: [],
  };
}
