/** What a circuit makes of the meter's data line, measured the way the ESP8266's UART sees it. */
import type { Assembly } from './assemblies.js';
import { simulate, type Waveforms } from './simulate.js';

/** 115200 Bd. */
export const BIT = 1 / 115200;
/** Levels the ESP8266 is sure of at 3.3 V: 0.25 and 0.75 of VIO (ESP8266EX data sheet, table 5-1). */
export const VIL = 0.825;
export const VIH = 2.475;

export interface LineQuality {
  /** Longest time from the meter's edge until the pin is at a valid level for good, seconds; null when it never is. */
  readonly rise: number | null;
  readonly fall: number | null;
  /** (rise - fall) as a share of a bit: how much longer or shorter a bit becomes; null when an edge is missing. */
  readonly distortion: number | null;
  /** Distance from VIL and VIH in the middle of the worst bit, volts; negative when the bit is not understood. */
  readonly lowMargin: number;
  readonly highMargin: number;
}

interface Edge {
  readonly at: number;
  readonly meterLow: boolean;
}

/** Instants at which the meter's output switches; the first two bits are left out as warm-up. */
function meterEdges({ time, volts }: Waveforms): readonly Edge[] {
  const bits = volts('bits');
  const edges: Edge[] = [];
  for (let i = 1; i < time.length; i++) {
    const before = (bits[i - 1] ?? 0) > 0.5;
    const after = (bits[i] ?? 0) > 0.5;
    if (before !== after) edges.push({ at: time[i] ?? 0, meterLow: after });
  }
  return edges.slice(2);
}

const worst = (delays: readonly (number | null)[]): number | null =>
  delays.some((delay) => delay === null) ? null : Math.max(...delays.map(Number));

function lineQuality(waves: Waveforms, polarity: Assembly['polarity']): LineQuality {
  const { time } = waves;
  const pin = waves.volts('rx');
  const delays: { high: (number | null)[]; low: (number | null)[] } = { high: [], low: [] };
  let lowMargin = Number.POSITIVE_INFINITY;
  let highMargin = Number.POSITIVE_INFINITY;
  const edges = meterEdges(waves);
  for (const [n, edge] of edges.entries()) {
    const next = edges[n + 1];
    if (!next) break;
    const high = edge.meterLow === (polarity === 'normal');
    let settled: number | null = null;
    let middle = 0;
    for (let i = 0; i < time.length; i++) {
      const at = time[i] ?? 0;
      const level = pin[i] ?? 0;
      if (at < edge.at) continue;
      if (at >= next.at) break;
      if (at <= edge.at + BIT / 2) middle = level;
      const valid = high ? level >= VIH : level <= VIL;
      if (!valid) settled = null;
      else settled ??= at - edge.at;
    }
    if (high) highMargin = Math.min(highMargin, middle - VIH);
    else lowMargin = Math.min(lowMargin, VIL - middle);
    delays[high ? 'high' : 'low'].push(settled);
  }
  const rise = worst(delays.high);
  const fall = worst(delays.low);
  return { rise, fall, distortion: rise === null || fall === null ? null : (rise - fall) / BIT, lowMargin, highMargin };
}

/**
 * A UART that samples in the middle of a bit has half a bit; one sixteenth goes to finding the start bit and about a fifth to
 * two clocks that differ by 2 % over ten bits. What is left for the circuit:
 */
export const DISTORTION_LIMIT = 0.2;

export function understood(quality: LineQuality): boolean {
  return (
    quality.distortion !== null &&
    Math.abs(quality.distortion) <= DISTORTION_LIMIT &&
    quality.lowMargin > 0 &&
    quality.highMargin > 0
  );
}

/** What changes from meter to meter and from cable to cable. */
export interface LineConditions {
  /** The meter's LOW, volts: 0.2 typically, 1.0 at most (DSMR 5.0.2, 5.7.2). */
  readonly vol: number;
  /** The port's supply, volts. */
  readonly rail: number;
  /** Capacitance of the cable, farad. */
  readonly cline: number;
}

export async function measureLine(assembly: Assembly, conditions: LineConditions): Promise<LineQuality> {
  const waves = await simulate(assembly.deck, { ...assembly.parameters, ...conditions });
  return lineQuality(waves, assembly.polarity);
}
