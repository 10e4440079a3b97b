/** The committed bill of materials against the schematic, line by line. */
import { existsSync, readFileSync } from 'node:fs';
import { type Part, readParts } from '../kicad/schematic.js';
import type { Rule } from './rule.js';

const HEADER = ['References', 'Quantity', 'Value', 'Package', 'Manufacturer', 'Part number', 'Fitted', 'Options'];
/** Wires and loops are made at the table, not bought. */
const MADE = /^(JP|TP)\d+$/;

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Equal parts share a line; the sockets of the D1 mini are not in the schematic and get their own. */
export function billOfMaterials(parts: readonly Part[]): string {
  const groups = new Map<string, Part[]>();
  for (const part of parts.filter((candidate) => candidate.inBom)) {
    const key = [part.value, part.footprint, part.fields.MPN, part.fitted, part.fields.Option].join('|');
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    const { value = '', footprint = '', fitted = true, fields = {} } = first ?? {};
    const references = group.map((part) => part.reference).join(' ');
    return [
      references,
      String(group.length),
      value,
      footprint.replace('p1-reader:', ''),
      fields.Manufacturer ?? '',
      fields.MPN ?? '',
      fitted ? 'yes' : 'no',
      fields.Option ?? '',
    ];
  });
  rows.push([
    '(A1 sockets)',
    '4',
    'socket strip 1 x 8, 2.54 mm',
    'in D1_Mini_DoubleSockets',
    'Harwin',
    'M20-7820842',
    'yes',
    'two rows for the module, two beside them',
  ]);
  return `${[HEADER, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

export const bomMatches: Rule = ({ hardware }) => {
  const parts = readParts(`${hardware}/p1-reader.kicad_sch`);
  const findings = parts
    .filter((part) => part.inBom && !MADE.test(part.reference) && (!part.fields.MPN || !part.fields.Manufacturer))
    .map((part) => `${part.reference} has no manufacturer or part number in the schematic`);
  const file = `${hardware}/bom.csv`;
  const committed = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const expected = billOfMaterials(parts).trim().split('\n');
  for (const line of expected.filter((candidate) => !committed.includes(candidate)))
    findings.push(`bom.csv lacks: ${line}`);
  for (const line of committed.filter((candidate) => !expected.includes(candidate)))
    findings.push(`bom.csv has, but the schematic does not: ${line}`);
  return findings;
};
