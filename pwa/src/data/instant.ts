/** One Reading as the pages show it: integers in W and Wh, volts and amperes as the meter prints them. Pure. */
import type { Reading } from '@okosmero/pi-service/contract';

export interface Phase {
  readonly name: 'L1' | 'L2' | 'L3';
  readonly voltage: number | null;
  readonly current: number | null;
  readonly powerFactor: number | null;
  /** Import minus export, W. `calculated` from U · I · power factor where the meter sends no power: then it has no sign. */
  readonly watts: number | null;
  readonly calculated: boolean;
  /** What `watts` are exact to, W: a calculated power of whole amperes to what one ampere carries. */
  readonly resolution: number;
  /** Most current of this phase, A: its own limit (31.4.0) or its share of the limiter's threshold, whichever is tighter. */
  readonly limit: number | null;
}

export interface Instant {
  readonly importW: number | null;
  readonly exportW: number | null;
  readonly importWh: number | null;
  readonly exportWh: number | null;
  readonly phases: readonly Phase[];
  readonly tariff: number | null;
  readonly frequency: number | null;
  /** Instant of the meter's own clock, seconds of UTC; null when the telegram's was invalid. */
  readonly time: number | null;
}

/** V; turns the limiter's kW into amperes. */
const NOMINAL = 230;

const PHASES = [
  { name: 'L1', at: 20 },
  { name: 'L2', at: 40 },
  { name: 'L3', at: 60 },
] as const;

export function instantOf(reading: Reading): Instant {
  const number = (code: string): number | null => {
    const value = reading.objects[code];
    return typeof value === 'number' ? value : null;
  };
  const milli = (code: string): number | null => {
    const value = number(code);
    return value === null ? null : Math.round(value * 1000);
  };
  const sum = (quantity: number): number | null => {
    const total = milli(`1-0:${quantity}.8.0`);
    if (total !== null) return total;
    const tariffs = [1, 2, 3, 4].map((tariff) => milli(`1-0:${quantity}.8.${tariff}`)).filter((part) => part !== null);
    return tariffs.length === 0 ? null : tariffs.reduce((whole, part) => whole + part, 0);
  };
  const present = PHASES.filter(
    ({ at }) => number(`1-0:${at + 12}.7.0`) !== null || number(`1-0:${at + 11}.7.0`) !== null,
  );
  const limiterW = milli('0-0:17.0.0');
  const share = limiterW === null ? null : limiterW / (NOMINAL * present.length);
  const phases = present.map(({ name, at }): Phase => {
    const voltage = number(`1-0:${at + 12}.7.0`);
    const current = number(`1-0:${at + 11}.7.0`);
    const powerFactor = decodePowerFactor(number(`1-0:${at + 13}.7.0`));
    const importW = milli(`1-0:${at + 1}.7.0`);
    const exportW = milli(`1-0:${at + 2}.7.0`);
    const measured = importW === null && exportW === null ? null : (importW ?? 0) - (exportW ?? 0);
    const calculated =
      voltage === null || current === null || powerFactor === null ? null : Math.round(voltage * current * powerFactor);
    const resolution = measured === null && Number.isInteger(current) ? Math.ceil(voltage ?? NOMINAL) : 1;
    const limit = tighter(number(`1-0:${at + 11}.4.0`), share);
    const watts = measured ?? calculated;
    return { name, voltage, current, powerFactor, watts, calculated: measured === null, resolution, limit };
  });
  const tariff = /(\d+)\s*$/.exec(String(reading.objects['0-0:96.14.0'] ?? ''))?.[1];
  return {
    importW: milli('1-0:1.7.0'),
    exportW: milli('1-0:2.7.0'),
    importWh: sum(1),
    exportWh: sum(2),
    phases,
    tariff: tariff === undefined ? null : Number(tariff),
    frequency: number('1-0:14.7.0'),
    time: reading.time === null ? null : Date.parse(reading.time) / 1000,
  };
}

/** The smaller of two limits; zero and absent both mean that none is set. */
function tighter(a: number | null, b: number | null): number | null {
  const set = [a, b].filter((limit) => limit !== null && limit > 0) as number[];
  return set.length === 0 ? null : Math.min(...set);
}

/** Sagemcom prints a negative power factor as 65.536 too much, cut to four digits: 4.556 is -0.980. */
export function decodePowerFactor(printed: number | null): number | null {
  if (printed === null || printed <= 1) return printed;
  return Math.round((printed - 5.536) * 1000) / 1000;
}
