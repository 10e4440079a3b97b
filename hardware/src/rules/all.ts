import { bomMatches } from './bom.js';
import { homeEtching } from './home-etching.js';
import { designRules, electricalRules } from './kicad-reports.js';
import { picturesUpToDate } from './pictures.js';
import { firmwarePins, pinTable } from './pin-table.js';
import { prototypeBoard } from './prototype-board.js';
import type { Rule } from './rule.js';

/** Name, as it is printed, -> rule. */
export const RULES = {
  'electrical rules (ERC)': electricalRules,
  'design rules and parity with the schematic (DRC)': designRules,
  'single-sided, fit for home etching': homeEtching,
  'pin table: P1 order, D7 = RX': pinTable,
  "the firmware's pins": firmwarePins,
  'prototype board: same circuit': prototypeBoard,
  'bill of materials': bomMatches,
  'committed pictures': picturesUpToDate,
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
