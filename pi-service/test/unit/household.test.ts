import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_CONTRACTS } from '../../src/default-contracts.js';
import { HouseholdStore } from '../../src/household.js';
import { undamaged } from '../support/undamaged.js';

const DEFAULT_CONTRACT = DEFAULT_CONTRACTS.A1;

const folder = () => mkdtempSync(join(tmpdir(), 'okosmero-household-'));
const price = DEFAULT_CONTRACT.prices[0];

test('a new meter has the universal service A1 of 2022', () => {
  const { contracts, version } = new HouseholdStore(folder(), undamaged).get(['9912345678']);
  expect(version).toBe(0);
  expect(contracts['9912345678']).toMatchObject({
    tariff: 'A1',
    allowance: { kWh: 2523 },
    prices: [{ importWithin: [36, 36], importAbove: [70.1, 70.1], export: 5 }],
  });
});

test('a meter named like a member of Object.prototype has a contract as well', () => {
  expect(new HouseholdStore(folder(), undamaged).get(['constructor']).contracts.constructor).toEqual(DEFAULT_CONTRACT);
});

test('takes the usual contract of every tariff', () => {
  const proposed = { version: 0, names: {}, contracts: DEFAULT_CONTRACTS };
  expect(new HouseholdStore(folder(), undamaged).put(proposed)).toMatchObject({ ok: true });
});

test('is stored, versioned, and refuses what was based on an older version', () => {
  const data = folder();
  const store = new HouseholdStore(data, undamaged);
  const proposed = { version: 0, names: { '9912345678': 'Ház' }, contracts: {} };
  expect(store.put(proposed)).toMatchObject({ ok: true, household: { version: 1 } });
  expect(store.put(proposed)).toMatchObject({ ok: false, reason: 'stale' });
  expect(new HouseholdStore(data, undamaged).get([])).toMatchObject({ version: 1, names: { '9912345678': 'Ház' } });
});

test.each([
  ['no version', { names: {}, contracts: {} }],
  ['an unknown member', { version: 0, names: {}, contracts: {}, more: 1 }],
  ['a meter id with a path', { version: 0, names: { '../x': 'a' }, contracts: {} }],
  [
    'a negative price',
    { version: 0, names: {}, contracts: { a: { ...DEFAULT_CONTRACT, prices: [{ ...price, export: -1 }] } } },
  ],
  [
    'a day that is none',
    { version: 0, names: {}, contracts: { a: { ...DEFAULT_CONTRACT, prices: [{ ...price, from: '2026-13-01' }] } } },
  ],
  ['prices out of order', { version: 0, names: {}, contracts: { a: { ...DEFAULT_CONTRACT, prices: [price, price] } } }],
  ['no prices', { version: 0, names: {}, contracts: { a: { ...DEFAULT_CONTRACT, prices: [] } } }],
  ['a name of 65 characters', { version: 0, names: { a: 'x'.repeat(65) }, contracts: {} }],
])('refuses %s', (_, proposed) => {
  expect(new HouseholdStore(folder(), undamaged).put(proposed)).toMatchObject({ ok: false, reason: 'invalid' });
});

test.each(['{"version":3,"names":', '[]', '{"version":-1,"names":{},"contracts":{}}'])(
  'a damaged file (%s) is moved aside, told, and stops nothing',
  (text) => {
    const data = folder();
    writeFileSync(join(data, 'household.json'), text);
    const told: string[] = [];
    const store = new HouseholdStore(data, (sentence) => told.push(sentence));
    expect(store.get([])).toEqual({ version: 0, names: {}, contracts: {} });
    expect(told).toEqual([expect.stringContaining('household.json is damaged and was moved to')]);
    const [aside] = readdirSync(data);
    expect(readFileSync(join(data, aside ?? ''), 'utf8')).toBe(text);
    expect(store.put({ version: 0, names: {}, contracts: {} })).toMatchObject({ ok: true });
  },
);
