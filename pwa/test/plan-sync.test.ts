import type { DayEntry, DayIndex } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEEP, KEEP_DAYS, planSync } from '../src/data/plan-sync.js';

const TODAY = '2026-11-23';

function entry(day: string, version = 1): DayEntry {
  return { day, version, closed: day !== TODAY, rows: 8640, packBytes: 8000, phasesBytes: 5000 };
}

function indexOf(days: readonly DayEntry[]): DayIndex {
  return { meter: 'm', days };
}

const lastDays = (count: number): DayEntry[] =>
  Array.from({ length: count }, (_, i) => entry(addDays(TODAY, i - count + 1)));

describe('planSync', () => {
  it('fetches everything of an empty phone, the newest day first and its curve before its voltages', () => {
    const plan = planSync(indexOf(lastDays(3)), [], 'all', TODAY);
    expect(plan.fetch.map(({ day, kind }) => `${day} ${kind}`)).toEqual([
      '2026-11-23 power',
      '2026-11-23 phases',
      '2026-11-22 power',
      '2026-11-22 phases',
      '2026-11-21 power',
      '2026-11-21 phases',
    ]);
    expect(plan.fetchBytes).toBe(3 * 13_000);
    expect(plan.wantedBytes).toBe(plan.fetchBytes);
  });

  it('fetches again only what has another version', () => {
    const held = lastDays(3).flatMap(({ day }) =>
      (['power', 'phases'] as const).map((kind) => ({ kind, day, version: 1, size: 1 })),
    );
    const index = indexOf([entry('2026-11-21'), entry('2026-11-22', 2), entry('2026-11-23')]);
    expect(planSync(index, held, 'all', TODAY).fetch.map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-22']);
  });

  it('leaves out a kind that the meter does not send', () => {
    const plan = planSync(indexOf([{ ...entry(TODAY), phasesBytes: 0 }]), [], 'all', TODAY);
    expect(plan.fetch.map(({ kind }) => kind)).toEqual(['power']);
  });

  it('keeps 30 days, a year or everything, and drops what falls out', () => {
    const index = indexOf(lastDays(400));
    const held = [{ kind: 'power' as const, day: addDays(TODAY, -30), version: 1, size: 1 }];
    for (const keep of KEEP) {
      const plan = planSync(index, held, keep, TODAY);
      const days = new Set(plan.fetch.map(({ day }) => day));
      expect(days.size).toBe(Math.min(400, KEEP_DAYS[keep] ?? 400));
      expect(plan.drop).toHaveLength(keep === 'month' ? 1 : 0);
    }
  });

  it('drops a day that the archive no longer has', () => {
    const held = [{ kind: 'power' as const, day: '2026-11-01', version: 1, size: 1 }];
    expect(planSync(indexOf([entry(TODAY)]), held, 'all', TODAY).drop).toEqual([{ kind: 'power', day: '2026-11-01' }]);
  });

  it('has nothing left to do once everything it asked for is held, whatever was held before', () => {
    const days = lastDays(60);
    const heldPack = fc.record({
      kind: fc.constantFrom('power' as const, 'phases' as const),
      day: fc.integer({ min: 0, max: 80 }).map((ago) => addDays(TODAY, -ago)),
      version: fc.integer({ min: 1, max: 2 }),
      size: fc.constant(1),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(heldPack, { selector: (p) => `${p.kind}${p.day}` }),
        fc.constantFrom(...KEEP),
        (held, keep) => {
          const plan = planSync(indexOf(days), held, keep, TODAY);
          const gone = new Set([...plan.drop, ...plan.fetch].map(({ kind, day }) => `${kind}${day}`));
          const after = [...held.filter(({ kind, day }) => !gone.has(`${kind}${day}`)), ...plan.fetch];
          const again = planSync(indexOf(days), after, keep, TODAY);
          expect(again.fetch).toEqual([]);
          expect(again.drop).toEqual([]);
        },
      ),
    );
  });
});
