import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole, pan, zoom } from '../src/data/viewport.js';

const WHOLE = { from: 0, to: 86_400 };

describe('the visible part of a day', () => {
  it('keeps the moment under the fingers where it is', () => {
    const view = zoom(WHOLE, WHOLE, 4, 43_200);
    expect(view).toEqual({ from: 32_400, to: 54_000 });
    expect(isWhole(view, WHOLE)).toBe(false);
  });

  it('never leaves the day and never inverts, whatever is done to it', () => {
    const zooming = fc.record({
      factor: fc.double({ min: 0.01, max: 50, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const panning = fc.record({ seconds: fc.integer({ min: -200_000, max: 200_000 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(zooming, panning), { maxLength: 20 }), (acts) => {
        let view = WHOLE;
        for (const act of acts)
          view =
            'seconds' in act
              ? pan(view, WHOLE, act.seconds)
              : zoom(view, WHOLE, act.factor, view.from + act.at * (view.to - view.from));
        expect(view.from).toBeGreaterThanOrEqual(WHOLE.from - 1e-6);
        expect(view.to).toBeLessThanOrEqual(WHOLE.to + 1e-6);
        expect(view.to - view.from).toBeGreaterThanOrEqual(120 - 1e-6);
      }),
    );
  });

  it('is the whole again after zooming far enough out', () => {
    expect(isWhole(zoom(zoom(WHOLE, WHOLE, 8, 1000), WHOLE, 1 / 8, 1000), WHOLE)).toBe(true);
  });
});
