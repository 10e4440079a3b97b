import { expect, test } from 'vitest';
import { meterTimeText } from '../../src/day.js';
import { Fleet } from '../../src/fleet.js';
import { reading } from '../support/reading.js';

const NOW = Date.UTC(2026, 10, 25) / 1000;
const at = (utc: number) => ({ ...reading(1), time: meterTimeText(utc, 'W') });

test('a repeated or a late reading is not shown as the newest, a backlog neither', () => {
  const fleet = new Fleet();
  expect(fleet.isNewest(at(NOW), NOW)).toBe(true);
  expect(fleet.isNewest(at(NOW), NOW + 1)).toBe(false);
  expect(fleet.isNewest(at(NOW + 10), NOW + 10)).toBe(true);
  for (let i = 0; i < 50; i++) expect(fleet.isNewest(at(NOW - 3600 + 10 * i), NOW + 11)).toBe(false);
});

test.each([
  ['was ahead until 2070', Date.UTC(2070, 0, 1) / 1000, 0],
  ['falls back to 2000', NOW, Date.UTC(2000, 0, 1) / 1000 - NOW],
])('a clock that %s holds up the live view for half a minute at most', (_, before, offset) => {
  const fleet = new Fleet();
  fleet.isNewest(at(before), NOW);
  const shown = Array.from({ length: 6 }, (_, i) => fleet.isNewest(at(NOW + offset + 10 * i), NOW + 10 * i));
  expect(shown).toEqual([false, false, false, true, true, true]);
});
