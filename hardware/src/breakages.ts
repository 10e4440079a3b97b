/** Deliberate breakages: each must be caught by the rule that is there for it, or the rule is worth nothing. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES, type RuleName } from './rules/all.js';
import type { Copy } from './rules/rule.js';

interface Breakage {
  readonly name: string;
  /** File to break, below the hardware folder or, with `firmware/`, below the firmware's sources. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly caughtBy: readonly RuleName[];
}

const BOARD = 'p1-reader.kicad_pcb';
const SHEET = 'p1-reader.kicad_sch';
const DRC: RuleName = 'design rules and parity with the schematic (DRC)';
const ERC: RuleName = 'electrical rules (ERC)';
const ETCHING: RuleName = 'single-sided, fit for home etching';
const LAYOUT = 'prototype-board.json';
const PROTOTYPE: RuleName = 'prototype board: same circuit';
const PINS: RuleName = 'pin table: P1 order, D7 = RX';
const SEGMENT =
  /\t\(segment\n\t\t\(start ([^)]*)\)\n\t\t\(end [^)]*\)\n\t\t\(width 1\.2\)\n\t\t\(layer "B\.Cu"\)\n(\t\t.*\n)*?\t\)\n/;

export const BREAKAGES: readonly Breakage[] = [
  {
    name: 'a track moved to the top',
    file: BOARD,
    from: /(\(segment\n[^)]*\)\n[^)]*\)\n[^)]*\)\n\t\t\(layer )"B\.Cu"/,
    to: '$1"F.Cu"',
    caughtBy: [DRC, ETCHING],
  },
  { name: 'a track deleted', file: BOARD, from: SEGMENT, to: '', caughtBy: [DRC] },
  {
    name: 'a track of 0.3 mm',
    file: BOARD,
    from: /\(width 0\.8\)\n\t\t\(layer "B\.Cu"\)/,
    to: '(width 0.3)\n\t\t(layer "B.Cu")',
    caughtBy: [DRC, ETCHING],
  },
  {
    name: 'a via',
    file: BOARD,
    from: /\t\(segment\n/,
    to: '\t(via (at 150 75) (size 2) (drill 0.8) (layers "F.Cu" "B.Cu") (net 0) (uuid "6b1c2f0e-0000-4000-8000-000000000001"))\n\t(segment\n',
    caughtBy: [DRC, ETCHING],
  },
  {
    name: 'a pad of 1.2 mm',
    file: BOARD,
    from: /(\(pad "1" thru_hole [\s\S]{0,80}?\(size )2 2\)/,
    to: '$11.2 1.2)',
    caughtBy: [DRC, ETCHING],
  },
  {
    name: 'base and emitter of Q1 swapped on the board',
    file: BOARD,
    from: /("Reference" "Q1"[\s\S]*?\(pad "1"[\s\S]*?\(net )(\d+ "\/BASE")([\s\S]*?\(pad "2"[\s\S]*?\(net )(\d+ "GND")/,
    to: '$1$4$3$2',
    caughtBy: [DRC],
  },
  {
    name: 'the base wire deleted in the schematic',
    file: SHEET,
    from: /\t\(wire\n\t\t\(pts\n\t\t\t\(xy 86\.36 111\.76\) \(xy 91\.44 111\.76\)[\s\S]*?\n\t\)\n|\(wire \(pts \(xy 86\.36 111\.76\) \(xy 91\.44 111\.76\)\).*\n/,
    to: '',
    caughtBy: [ERC, DRC],
  },
  {
    name: 'R2 of 22k in the schematic only',
    file: SHEET,
    from: /(\(property "Reference" "R2"[\s\S]*?\(property "Value" )"10k"/,
    to: '$1"22k"',
    caughtBy: [DRC, 'bill of materials'],
  },
  {
    name: 'a label renamed in the schematic only',
    file: SHEET,
    from: '(label "RX_D7"',
    to: '(label "RX_D6"',
    caughtBy: [DRC, PINS],
  },
  {
    name: 'R6 between base and 5 V in the schematic',
    file: SHEET,
    from: /(lib_id "p1-reader:)GND("\) \(at 81\.28 120\.65 0\)[\s\S]*?property "Value" )"GND"/,
    to: '$1+5V$2"+5V"',
    caughtBy: [DRC, PINS, PROTOTYPE],
  },
  {
    name: 'D6 and D7 swapped in the symbol',
    file: SHEET,
    from: /(\(name "D7\/GPIO13"[\s\S]{0,120}?\(number )"6"/,
    to: '$1"5"',
    caughtBy: [PINS],
  },
  {
    name: 'Data and Data Request swapped in the symbol',
    file: SHEET,
    from: /(\(name "DATA_REQUEST"[\s\S]{0,120}?\(number )"2"/,
    to: '$1"5"',
    caughtBy: [PINS],
  },
  {
    name: 'the firmware listening on GPIO3',
    file: 'firmware/io/settings.ts',
    from: /receive: 13,/,
    to: 'receive: 3,',
    caughtBy: ["the firmware's pins"],
  },
  {
    name: 'the firmware expecting an inverted line',
    file: 'firmware/io/settings.ts',
    from: "polarity: 'normal',",
    to: "polarity: 'inverted',",
    caughtBy: ["the firmware's pins"],
  },
  {
    name: 'the button on another pin in the firmware',
    file: 'firmware/io/esp/board.c',
    from: /#define BUTTON_PIN 14/,
    to: '#define BUTTON_PIN 12',
    caughtBy: ["the firmware's pins"],
  },
  {
    name: 'Q2 the wrong way round on the prototype board',
    file: LAYOUT,
    from: '"1": ["J10"], "2": ["J11"], "3": ["J12"]',
    to: '"1": ["J12"], "2": ["J11"], "3": ["J10"]',
    caughtBy: [PROTOTYPE, 'committed pictures'],
  },
  {
    name: 'a wire of the prototype board across another',
    file: LAYOUT,
    from: '["D7", "L7"]',
    to: '["D7", "N7", "L7"]',
    caughtBy: [PROTOTYPE],
  },
  {
    name: 'a wire of the prototype board left out',
    file: LAYOUT,
    from: '["J2", "J1"],',
    to: '',
    caughtBy: [PROTOTYPE],
  },
  {
    name: 'a wrong value in the BOM',
    file: 'bom.csv',
    from: ',2k2,',
    to: ',22k,',
    caughtBy: ['bill of materials', 'committed pictures'],
  },
  {
    name: 'a picture older than the board',
    file: BOARD,
    from: '(generator "pcbnew")',
    to: '(generator "pcbnew2")',
    caughtBy: ['committed pictures'],
  },
];

/** A copy of the project that may be broken. */
function copyOf(original: Copy): { readonly copy: Copy; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-breakage-'));
  const copy = { hardware: join(folder, 'hardware'), firmware: join(folder, 'hardware/firmware') };
  cpSync(original.hardware, copy.hardware, {
    recursive: true,
    filter: (path) => !/\/(node_modules|fab|build)$/.test(path),
  });
  for (const file of ['io/settings.ts', 'io/esp/board.c'])
    cpSync(join(original.firmware, file), join(copy.firmware, file));
  return { copy, remove: () => rmSync(folder, { recursive: true }) };
}

/** One line for each breakage that a rule let through. */
export function uncaught(original: Copy, report: (line: string) => void): readonly string[] {
  const missed: string[] = [];
  for (const { name, file, from, to, caughtBy } of BREAKAGES) {
    const { copy, remove } = copyOf(original);
    try {
      const path = join(copy.hardware, file);
      const before = readFileSync(path, 'utf8');
      const after = before.replace(from, to);
      if (after === before) missed.push(`${name}: nothing was there to break in ${file}`);
      writeFileSync(path, after);
      for (const rule of caughtBy) {
        const findings = RULES[rule](copy);
        if (findings.length === 0) missed.push(`${name}: not noticed by ${rule}`);
        else report(`${name}: ${rule} says "${findings[0]}"`);
      }
    } catch (error) {
      missed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      remove();
    }
  }
  return missed;
}
