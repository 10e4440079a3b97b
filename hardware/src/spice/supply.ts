/** What the supply does in a Wi-Fi burst, when the cable is plugged in, and from cold. */
import { signalParts } from './assemblies.js';
import { type Parameters, simulate } from './simulate.js';

/** The meter's current limit: as hard as a bench supply's, or folding back as the standard has it (5.3.2, 5.5.2). */
export const HARD = { ilim: 0.25, ishort: 0.25 } as const;
export const FOLD_BACK = { ilim: 0.28, ishort: 0.05 } as const;

/** The limiter option with R7 of 120k: 193 to 258 mA, 223 mA nominally (formula of TI's SLVS841). */
export const LIMITER = 0.223;

/** Data Request at the most that a meter may draw, 10 mA (DSMR 5.0.2, 5.7.1); it wants 4.0 V and more. */
export const dataRequest = (portVolts: number, ohm: number): number => portVolts - 0.01 * ohm;

export interface SupplyQuality {
  /** Lowest voltages after the event began, volts. */
  readonly rail: number;
  readonly v33: number;
  readonly port: number;
  /** Highest current out of the meter, amperes. */
  readonly current: number;
  /** When the rail first reached 4.75 V, seconds; null when it never did. */
  readonly upAt: number | null;
  /** Rail at the end of the run, volts. */
  readonly end: number;
}

export async function measureSupply(parameters: Parameters): Promise<SupplyQuality> {
  const waves = await simulate('supply.cir', parameters);
  const rail = waves.volts('rail');
  const up = rail.findIndex((volts) => volts >= 4.75);
  return {
    rail: Math.min(...rail),
    v33: Math.min(...waves.volts('v33')),
    port: Math.min(...waves.volts('port')),
    current: Math.max(...waves.volts('amps')),
    upAt: up < 0 ? null : (waves.time[up] ?? null),
    end: rail.at(-1) ?? 0,
  };
}

export const PROTECTIONS = ['none', 'Schottky across the supply', 'Schottky in series', 'P-channel MOSFET'] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** Rail and the meter's current at rest, with the cable the right way round or crossed. */
export async function measureCable(
  protection: Protection,
  crossed: boolean,
  parameters: Parameters = {},
): Promise<{ rail: number; current: number }> {
  const waves = await simulate('reverse-cable.cir', {
    ...signalParts,
    ...parameters,
    polarity: crossed ? -1 : 1,
    protection: PROTECTIONS.indexOf(protection),
  });
  return { rail: waves.volts('rail').at(-1) ?? 0, current: waves.volts('leak').at(-1) ?? 0 };
}
