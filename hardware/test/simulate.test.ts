import { describe, expect, test } from 'vitest';
import { deck } from '../src/spice/simulate.js';

describe('decks', () => {
  test('take their parameters from the caller', () => {
    expect(deck('supply.cir', { c1: '2200u' })).toMatch(/^\.param .*c1=2200u/m);
  });
  test('refuse a parameter that they do not have', () => {
    expect(() => deck('supply.cir', { c9: 1 })).toThrow('hardware/spice/supply.cir has no parameter c9');
  });
  test('carry their includes and the name of the transistor as text', () => {
    const text = deck('inverter-bjt.cir', { q: '2n3904' });
    expect(text).not.toContain('.include');
    expect(text).toContain('q1 out base 0 2n3904');
  });
});
