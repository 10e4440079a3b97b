/** The circuits that are compared: the board with the values of its schematic, and the assembly options. */

import { schematicFile } from '../kicad/project.js';
import { partValue, readParts } from '../kicad/schematic.js';
import type { Parameters } from './simulate.js';

export interface Assembly {
  readonly name: string;
  readonly deck: 'inverter-bjt.cir' | 'inverter-mosfet.cir' | 'no-transistor.cir';
  readonly polarity: 'normal' | 'inverted';
  readonly parameters: Parameters;
}

const parts = readParts(schematicFile);
const drawn = {
  r1: partValue(parts, 'R1'),
  r2: partValue(parts, 'R2'),
  r3: partValue(parts, 'R3'),
  r5: partValue(parts, 'R5'),
};
const divider = { ...drawn, r6: partValue(parts, 'R6') };

/** Ohm between the port's 5 V and Data Request, as drawn. */
export const dataRequestOhm = partValue(parts, 'R4');
/** What a crossed cable meets on the board. */
export const signalParts: Parameters = { r1: divider.r1, r4: dataRequestOhm, r5: divider.r5, r6: divider.r6 };
/** Farad, as drawn. */
export const storage = partValue(parts, 'C1');

/** As the schematic has it, with the transistor named. */
export const asDrawn = (q: 'bc847' | '2n3904'): Assembly => ({
  name: q === 'bc847' ? 'as drawn, BC847' : 'as drawn, 2N3904',
  deck: 'inverter-bjt.cir',
  polarity: 'normal',
  parameters: { ...divider, q },
});

/** Two 10k pull-ups and 100 ohm, the data line straight on the base: no R5, no R6. */
export const mission: Assembly = {
  name: "the mission's circuit, BC847",
  deck: 'inverter-bjt.cir',
  polarity: 'normal',
  parameters: { r1: 10e3, r2: 10e3, r3: 100, r5: '1m', r6: '1g', q: 'bc847' },
};

/** @param threshold volts; 1.0 to 2.5 in the 2N7002's data sheet */
export const mosfet = (threshold: number): Assembly => ({
  name: `2N7002 with a threshold of ${threshold.toFixed(1)} V`,
  deck: 'inverter-mosfet.cir',
  polarity: 'normal',
  parameters: { ...drawn, vth: threshold },
});

/** @param pullUp ohm to 3.3 V */
export const withoutTransistor = (pullUp: number): Assembly => ({
  name: `no transistor, ${pullUp / 1000}k to 3.3 V`,
  deck: 'no-transistor.cir',
  polarity: 'inverted',
  parameters: { r1: pullUp, r3: drawn.r3 },
});
