/** KiCad's own checks at all severities: parity findings are warnings in KiCad 9 and would pass otherwise. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../kicad/cli.js';
import type { Rule } from './rule.js';

interface Violation {
  readonly type: string;
  readonly severity: string;
  readonly description: string;
  readonly items: readonly { readonly description: string }[];
}

function report(args: readonly string[]): readonly Violation[] {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-report-'));
  try {
    const file = join(folder, 'report.json');
    const { status, output } = run('kicad-cli', [
      ...args.slice(0, -1),
      '--format',
      'json',
      '--severity-all',
      '-o',
      file,
      ...args.slice(-1),
    ]);
    if (status !== 0) throw new Error(`kicad-cli ${args[0]} ${args[1]} ended with ${status}: ${output.trim()}`);
    const found = JSON.parse(readFileSync(file, 'utf8')) as {
      sheets?: { violations: Violation[] }[];
      violations?: Violation[];
      unconnected_items?: Violation[];
      schematic_parity?: Violation[];
    };
    const sheets = (found.sheets ?? []).flatMap((sheet) => sheet.violations);
    return [
      ...sheets,
      ...(found.violations ?? []),
      ...(found.unconnected_items ?? []),
      ...(found.schematic_parity ?? []),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const line = ({ type, severity, description, items }: Violation): string =>
  `${severity} ${type}: ${description} (${items.map((item) => item.description).join('; ')})`;

export const electricalRules: Rule = ({ hardware }) =>
  report(['sch', 'erc', `${hardware}/p1-reader.kicad_sch`]).map(line);

export const designRules: Rule = ({ hardware }) =>
  report(['pcb', 'drc', '--schematic-parity', `${hardware}/p1-reader.kicad_pcb`]).map(line);
