import { READING_SCHEMA, type Reading } from '@okosmero/moddable-app/contract';

export const LOG = '9f3c21d0';

/** A reading that every check accepts, ten seconds after the one before. */
export function reading(seq: number, more: Partial<Reading> = {}): Reading {
  const at = new Date(Date.UTC(2026, 9, 1) + seq * 10_000).toISOString().slice(0, 19);
  return {
    schema: READING_SCHEMA,
    device: 'a1b2c3',
    log: LOG,
    seq,
    identification: 'AUX59912345678',
    meterId: '9912345678',
    time: `${at}+02:00`,
    crc: 'arc',
    objects: { '1-0:1.7.0': 2.352, '1-0:2.7.0': 0, '1-0:1.8.0': 8995.626 + seq / 1000, '1-0:2.8.0': 1590.321 },
    rest: [],
    ...more,
  };
}
