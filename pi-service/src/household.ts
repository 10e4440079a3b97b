/** What the family's phones share: tariffs with their dates, the allowance, the names of the meters. */
import { join } from 'node:path';
import { METER_ID } from '@okosmero/moddable-app/contract';
import { Ajv } from 'ajv';
import type { Contract, Household } from './contract.js';
import { DEFAULT_CONTRACTS } from './default-contracts.js';
import { readJsonFile } from './read-file.js';
import { writeFileAtomically } from './write-file.js';

const forint = { type: 'number', minimum: 0, maximum: 100_000 };
const pair = { type: 'array', items: forint, minItems: 2, maxItems: 2 };
const day = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' };

/** JSON schema of `PUT /api/household`. */
export const HOUSEHOLD_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'names', 'contracts'],
  properties: {
    version: { type: 'integer', minimum: 0 },
    names: {
      type: 'object',
      maxProperties: 64,
      propertyNames: { pattern: METER_ID },
      additionalProperties: { type: 'string', maxLength: 64 },
    },
    contracts: {
      type: 'object',
      maxProperties: 64,
      propertyNames: { pattern: METER_ID },
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['tariff', 'settlement', 'allowance', 'prices'],
        properties: {
          tariff: { enum: ['A1', 'A2', 'B', 'H', 'own'] },
          settlement: { enum: ['szaldo', 'brutto'] },
          allowance: {
            anyOf: [
              { type: 'null' },
              {
                type: 'object',
                additionalProperties: false,
                required: ['kWh', 'yearStart'],
                properties: {
                  kWh: { type: 'number', minimum: 0, maximum: 1_000_000 },
                  yearStart: { type: 'string', pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' },
                },
              },
            ],
          },
          prices: {
            type: 'array',
            minItems: 1,
            maxItems: 200,
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['from', 'importWithin', 'importAbove', 'export', 'monthlyFee'],
              properties: { from: day, importWithin: pair, importAbove: pair, export: forint, monthlyFee: forint },
            },
          },
        },
      },
    },
  },
} as const;

export type PutResult =
  | { readonly ok: true; readonly household: Household }
  | { readonly ok: false; readonly reason: 'stale' | 'invalid'; readonly text: string };

const validate = new Ajv({ strict: false }).compile<Household>(HOUSEHOLD_SCHEMA);

/** The file `<data>/household.json`. A meter without a contract has the default one. */
export class HouseholdStore {
  readonly #path: string;
  #household: Household = { version: 0, names: {}, contracts: {} };

  constructor(dataFolder: string, onDamage: (text: string) => void) {
    this.#path = join(dataFolder, 'household.json');
    const stored = readJsonFile(this.#path, (value) => validate(value), onDamage);
    if (stored) this.#household = stored;
  }

  /** As stored, with the default contract for every meter that has none. */
  get(meters: readonly string[]): Household {
    const contracts: Record<string, Contract> = { ...this.#household.contracts };
    for (const meter of meters) if (!Object.hasOwn(contracts, meter)) contracts[meter] = DEFAULT_CONTRACTS.A1;
    return { ...this.#household, contracts };
  }

  put(proposed: unknown): PutResult {
    if (!validate(proposed)) {
      const error = validate.errors?.[0];
      return {
        ok: false,
        reason: 'invalid',
        text: `household${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'}`,
      };
    }
    for (const [meter, contract] of Object.entries(proposed.contracts)) {
      const days = contract.prices.map((price) => price.from);
      if (days.some((from, i) => i > 0 && from <= (days[i - 1] ?? '')))
        return { ok: false, reason: 'invalid', text: `household/contracts/${meter}/prices must be in order of "from"` };
    }
    if (proposed.version !== this.#household.version)
      return {
        ok: false,
        reason: 'stale',
        text: `based on version ${proposed.version}, but ${this.#household.version} is in force`,
      };
    const household = { ...proposed, version: proposed.version + 1 };
    writeFileAtomically(this.#path, `${JSON.stringify(household, null, 2)}\n`);
    this.#household = household;
    return { ok: true, household };
  }
}
