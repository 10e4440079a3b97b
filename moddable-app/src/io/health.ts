import { type DeviceHealth, type DeviceInfo, READING_SCHEMA } from '../contract.js';
import { REGISTERS } from '../registers.js';
import { bytesOf } from './bytes.js';
import type { Meter } from './meter.js';

export const FIRMWARE_VERSION = '0.1.0';

/** Parts of {@link DeviceHealth} that need no meter: what safe mode can say too. */
export type BoardHealth = Pick<
  DeviceHealth,
  'uptime' | 'resetCause' | 'abort' | 'safeMode' | 'rssi' | 'heap' | 'connects' | 'ackAge'
>;

/** Made anew each time: XS marks what it turns into JSON, and a constant lies in flash. */
function noMeter(): Pick<DeviceHealth, 'telegrams' | 'crc' | 'uart' | 'log'> {
  return {
    telegrams: {
      accepted: 0,
      rejected: { crc: 0, overflow: 0, torn: 0, grammar: 0, sums: 0, step: 0 },
      lastAge: null,
    },
    crc: null,
    uart: { overflow: 0, framing: 0 },
    log: { id: '', oldest: 0, next: 0 },
  };
}

/** JSON of the health topic; `meter` is absent in safe mode. */
export function healthBytes(board: BoardHealth, meter: Meter | undefined): Uint8Array {
  const ofMeter = meter?.health(board.uptime) ?? noMeter();
  const health: DeviceHealth = { schema: READING_SCHEMA, ...board, ...ofMeter };
  return bytesOf(JSON.stringify(health));
}

/**
 * JSON of the info topic. The units are written as text, because as an object they would cost a key for each OBIS code, and
 * into one buffer of their length: strings put together would stand in the engine's memory three times.
 */
export function infoBytes(meter: Meter | undefined): Uint8Array {
  const info: Omit<DeviceInfo, 'units'> = {
    schema: READING_SCHEMA,
    firmware: FIRMWARE_VERSION,
    meterId: meter?.meterId ?? null,
    identification: meter?.identification ?? null,
    crc: meter?.crc ?? null,
  };
  const head = bytesOf(`${JSON.stringify(info).slice(0, -1)},"units":{`);
  let length = head.length + UNITS_END.length;
  for (let index = 0; index < REGISTERS.length; index++) length += unitText(meter, index).length;
  const bytes = new Uint8Array(length);
  bytes.set(head);
  let at = head.length;
  for (let index = 0; index < REGISTERS.length; index++) {
    const text = unitText(meter, index);
    bytes.set(bytesOf(text), at);
    at += text.length;
  }
  // The last unit's comma gives its place to the end.
  if (at > head.length) at--;
  bytes.set(bytesOf(UNITS_END), at);
  return bytes.subarray(0, at + UNITS_END.length);
}

const UNITS_END = '}}';

/** `"code":"unit",` of a register whose number the last telegram had, else nothing. */
function unitText(meter: Meter | undefined, index: number): string {
  const register = REGISTERS[index];
  return register?.unit && meter?.hasNumber(index) ? `"${register.code}":"${register.unit}",` : '';
}
