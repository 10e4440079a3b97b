/**
 * Which telegrams are believed, kept per meter id: the checksum variant, the register sums, the steps of the counters.
 * CRC-16 alone lets one damaged telegram in 65,536 through; the three rules together are to let no wrong value through.
 */
import type { CrcVariant, RejectReason } from '../contract.js';
import { REGISTERS, registerIndex } from '../registers.js';
import type { Telegram } from './telegram.js';

/** What changed in how a meter is believed: told once. */
export type Finding = 'checksum' | 'grammarOff' | 'sumsOff' | 'epoch';

/** Meters told apart on one line: the one believed now and one that may follow it. */
const METERS = 2;

/** Fits in a row that lock a checksum variant. */
const FITS_TO_LOCK = 3;
/** Misses in a row, grammar and sums passed, that leave a variant; failures in a row of a rule that switch it off. */
const FAILURES = 6;
/** Consistent telegrams in a row that start a new epoch. */
const CONSISTENT = 3;

/** Limit of the counters' steps where the meter prints no limiter, in W: 3 x 125 A and some. */
const HIGHEST_POWER = 90_000;
/** Allowed on top of 1.2 x the limit, in Wh. */
const STEP_TOLERANCE = 10;
/** W x s -> Wh, with that 1.2. */
const WATT_SECONDS = 3000;
/** Seconds that pass at least between two telegrams as far as the steps are concerned. */
const SHORTEST_STEP = 10;
/** 15.8.0 rounds for itself, in Wh. */
const COMBINED_TOLERANCE = 20;

const LIMITER = registerIndex('limiter');
export const IMPORT = registerIndex('importTotal');
export const EXPORT = registerIndex('exportTotal');
const COMBINED = registerIndex('combinedTotal');
/** Tariff registers T1-T4 follow their total in the table. */
const TARIFFS = 4;
const ENERGY = Uint8Array.from(
  REGISTERS.flatMap((register, index) => (register.unit === 'kWh' && index !== COMBINED ? [index] : [])),
);

const NUMBER = 2;

/** Sum of the tariffs behind `total` in Wh, or -1 when the meter prints none. */
function tariffSum(telegram: Telegram, total: number): number {
  let sum = -1;
  for (let index = total + 1; index <= total + TARIFFS; index++) {
    if (telegram.seen[index] === NUMBER) sum = Math.max(sum, 0) + (telegram.values[index] as number);
  }
  return sum;
}

/** The total in Wh, or the sum of the tariffs where the meter prints no total; -1 without either. */
export function totalOf(telegram: Telegram, total: number): number {
  return telegram.seen[total] === NUMBER ? (telegram.values[total] as number) : tariffSum(telegram, total);
}

/** `1.8.0 = Σ1.8.n`, `2.8.0 = Σ2.8.n`, `15.8.0 = 1.8.0 + 2.8.0`, where the meter prints both sides. */
function sumsHold(telegram: Telegram): boolean {
  const { seen, values } = telegram;
  for (const total of [IMPORT, EXPORT]) {
    const sum = tariffSum(telegram, total);
    if (seen[total] === NUMBER && sum >= 0 && sum !== values[total]) return false;
  }
  if (seen[COMBINED] !== NUMBER || seen[IMPORT] !== NUMBER || seen[EXPORT] !== NUMBER) return true;
  const sum = (values[IMPORT] as number) + (values[EXPORT] as number);
  return Math.abs((values[COMBINED] as number) - sum) <= COMBINED_TOLERANCE;
}

/** The counters of one telegram and its time. */
class Counters {
  private readonly values = new Float64Array(ENERGY.length).fill(-1);
  private utc = -1;

  take(telegram: Telegram): void {
    const seen = telegram.seen;
    const values = telegram.values;
    for (let i = 0; i < ENERGY.length; i++) {
      const index = ENERGY[i] as number;
      if (seen[index] === NUMBER) this.values[i] = values[index] as number;
    }
    if (telegram.utc >= 0) this.utc = telegram.utc;
  }

  forget(): void {
    this.values.fill(-1);
    this.utc = -1;
  }

  /** Can the telegram follow these counters? */
  precede(telegram: Telegram): boolean {
    const limit = (telegram.seen[LIMITER] === NUMBER && telegram.values[LIMITER]) || HIGHEST_POWER;
    const elapsed = telegram.utc >= 0 && this.utc >= 0 ? telegram.utc - this.utc : 0;
    const highest = Math.floor((limit * Math.max(elapsed, SHORTEST_STEP)) / WATT_SECONDS) + STEP_TOLERANCE;
    for (let i = 0; i < ENERGY.length; i++) {
      const index = ENERGY[i] as number;
      const before = this.values[i] as number;
      if (before < 0 || telegram.seen[index] !== NUMBER) continue;
      const step = (telegram.values[index] as number) - before;
      if (step < 0 || step > highest) return false;
    }
    return true;
  }
}

export interface FindingOwner {
  /** Something was learnt of a meter. */
  onFinding?(finding: Finding, meterId: string): void;
}

/** What is known of one meter. */
export class Meter {
  readonly id: string;
  /** Variant found, null while learning. */
  variant: CrcVariant | null = null;
  heard = 0;
  /** Misses in a row that pass grammar and sums. */
  misses = 0;
  /** Telegrams in a row that would be accepted, were it not for another meter on the line. */
  arrivals = 0;
  private fit: CrcVariant | null = null;
  private fits = 0;
  private grammarFailures = 0;
  private sumFailures = 0;
  private held = 0;
  private readonly last = new Counters();
  private readonly candidate = new Counters();
  private readonly owner: FindingOwner;

  constructor(id: string, owner: FindingOwner) {
    this.id = id;
    this.owner = owner;
  }

  /** Judges a telegram whose checksum fits that variant, or none. Returns null when it is accepted. */
  judge(telegram: Telegram, fit: 'arc' | 'x25' | null): RejectReason | null {
    const grammar = telegram.isGrammatical;
    const sums = sumsHold(telegram);
    if (fit !== null && grammar) {
      this.fits = fit === this.fit ? this.fits + 1 : 1;
      this.fit = fit;
      if (this.fits === FITS_TO_LOCK) this.settle(fit);
    } else {
      this.fits = 0;
    }
    if (fit !== null && (this.variant === null || this.variant === fit)) {
      if (!grammar) {
        if (++this.grammarFailures < FAILURES) return 'grammar';
        if (this.grammarFailures === FAILURES) this.owner.onFinding?.('grammarOff', this.id);
      } else if (this.grammarFailures < FAILURES) {
        this.grammarFailures = 0;
      }
      if (!sums) {
        if (++this.sumFailures < FAILURES) return 'sums';
        if (this.sumFailures === FAILURES) this.owner.onFinding?.('sumsOff', this.id);
      } else if (this.sumFailures < FAILURES) {
        this.sumFailures = 0;
      }
    } else if (this.variant !== 'unknown') {
      this.misses = grammar && sums ? this.misses + 1 : 0;
      if (this.misses < FAILURES) return 'crc';
      this.settle('unknown');
    } else {
      if (!grammar) return 'grammar';
      if (!sums) return 'sums';
    }
    return this.judgeStep(telegram);
  }

  private settle(variant: CrcVariant): void {
    if (variant === this.variant) return;
    this.variant = variant;
    this.misses = 0;
    this.owner.onFinding?.('checksum', this.id);
  }

  private judgeStep(telegram: Telegram): RejectReason | null {
    if (!this.last.precede(telegram)) {
      this.held = this.held > 0 && this.candidate.precede(telegram) ? this.held + 1 : 1;
      this.candidate.forget();
      this.candidate.take(telegram);
      if (this.held < CONSISTENT) return 'step';
      this.last.forget();
      this.owner.onFinding?.('epoch', this.id);
    }
    this.held = 0;
    this.last.take(telegram);
    return null;
  }
}

/** The meters heard on one line, which is one meter's unless the id was damaged or the meter replaced. */
export class Meters {
  /** Meter of the telegram accepted last. */
  private current: Meter | null = null;
  private readonly meters: Meter[] = [];
  private readonly owner: FindingOwner;
  private count = 0;

  constructor(owner: FindingOwner) {
    this.owner = owner;
  }

  /** As {@link Meter.judge}; another meter than before is accepted from its third telegram in a row on. */
  judge(meter: Meter, telegram: Telegram, fit: 'arc' | 'x25' | null): RejectReason | null {
    // Damage to the id alone would make up a meter that is never heard intact, and believe it after six misses.
    if (fit !== null && telegram.isGrammatical) for (const known of this.meters) known.misses = 0;
    const reason = meter.judge(telegram, fit);
    if (reason !== null) return reason;
    if (this.current === null) this.current = meter;
    if (meter !== this.current && ++meter.arrivals < CONSISTENT) return 'step';
    for (const known of this.meters) known.arrivals = 0;
    this.current = meter;
    return null;
  }

  /** The meter of that id, given as bytes. */
  find(id: Uint8Array, length: number): Meter {
    let meter = this.meters.find((known) => isSame(known.id, id, length));
    if (meter === undefined) {
      meter = new Meter(String.fromCharCode(...id.subarray(0, length)), this.owner);
      if (this.meters.length < METERS) this.meters.push(meter);
      else this.meters[this.leastBelieved()] = meter;
    }
    meter.heard = ++this.count;
    return meter;
  }

  /** Place of the meter that gives way: never that of the current one, before there is one the one unheard for longest. */
  private leastBelieved(): number {
    const [first, second] = this.meters as [Meter, Meter];
    if (first === this.current) return 1;
    if (second === this.current) return 0;
    return first.heard < second.heard ? 0 : 1;
  }
}

function isSame(id: string, bytes: Uint8Array, length: number): boolean {
  if (id.length !== length) return false;
  for (let i = 0; i < length; i++) if (id.charCodeAt(i) !== bytes[i]) return false;
  return true;
}
