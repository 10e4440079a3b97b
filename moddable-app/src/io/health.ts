import { type DeviceHealth, type DeviceInfo, READING_SCHEMA } from '../contract.js';
import type { Meter } from './meter.js';

export const FIRMWARE_VERSION = '0.1.0';

/** Parts of {@link DeviceHealth} that need no meter: what safe mode can say too. */
export type BoardHealth = Pick<
  DeviceHealth,
  'uptime' | 'resetCause' | 'abort' | 'safeMode' | 'rssi' | 'heap' | 'connects' | 'ackAge'
>;

const NO_METER: Pick<DeviceHealth, 'telegrams' | 'crc' | 'uart' | 'log'> = {
  telegrams: {
    accepted: 0,
    rejected: { crc: 0, overflow: 0, torn: 0, grammar: 0, sums: 0, step: 0 },
    lastAge: null,
  },
  crc: null,
  uart: { overflow: 0, framing: 0 },
  log: { id: '', oldest: 0, next: 0 },
};

/** JSON text of the health topic; `meter` is absent in safe mode. */
export function healthText(board: BoardHealth, meter: Meter | undefined): string {
  const health: DeviceHealth = { schema: READING_SCHEMA, ...board, ...(meter?.health(board.uptime) ?? NO_METER) };
  return JSON.stringify(health);
}

/** JSON text of the info topic. The units are text already: as an object they would cost a key for each OBIS code. */
export function infoText(meter: Meter | undefined): string {
  const info: Omit<DeviceInfo, 'units'> = {
    schema: READING_SCHEMA,
    firmware: FIRMWARE_VERSION,
    meterId: meter?.meterId ?? null,
    identification: meter?.identification ?? null,
    crc: meter?.crc ?? null,
  };
  return `${JSON.stringify(info).slice(0, -1)},"units":${meter?.units ?? '{}'}}`;
}
