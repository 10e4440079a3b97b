import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backportsSource } from '../src/kicad/install.js';
import { hardware } from '../src/kicad/project.js';
import { lists, numbers, parse, word } from '../src/kicad/s-expression.js';
import { partValue, quantity, readParts } from '../src/kicad/schematic.js';
import { populated } from '../src/pictures/board-views.js';
import { passed, position, readLayout } from '../src/prototype/layout.js';
import { billOfMaterials, bomMatches } from '../src/rules/bom.js';
import { homeEtching } from '../src/rules/home-etching.js';
import { picturesUpToDate } from '../src/rules/pictures.js';
import { firmwarePins } from '../src/rules/pin-table.js';

const original = fileURLToPath(hardware).replace(/\/$/, '');
const firmware = fileURLToPath(new URL('../moddable-app/src', hardware));

describe('the rules that need no KiCad', () => {
  let copy: { hardware: string; firmware: string };
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'okosmero-rules-'));
    cpSync(original, folder, { recursive: true, filter: (path) => !/\/(node_modules|fab|build)$/.test(path) });
    copy = { hardware: folder, firmware };
  });
  afterEach(() => rmSync(copy.hardware, { recursive: true }));

  const edit = (file: string, from: string | RegExp, to: string) => {
    const path = join(copy.hardware, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(from, to);
    expect(after, `${file} holds ${from}`).not.toBe(before);
    writeFileSync(path, after);
  };

  test('are content with the board as it is', () => {
    expect(homeEtching(copy)).toEqual([]);
    expect(bomMatches(copy)).toEqual([]);
    expect(firmwarePins(copy)).toEqual([]);
    expect(picturesUpToDate(copy)).toEqual([]);
  });
  test('notice copper on the top', () => {
    edit('p1-reader.kicad_pcb', /(\(segment\n[^)]*\)\n[^)]*\)\n[^)]*\)\n\t\t\(layer )"B\.Cu"/, '$1"F.Cu"');
    expect(homeEtching(copy)).toEqual([expect.stringMatching(/^track at .* is on F\.Cu$/)]);
  });
  test('notice a thin track', () => {
    edit('p1-reader.kicad_pcb', '(width 0.8)', '(width 0.4)');
    expect(homeEtching(copy)).toEqual([expect.stringContaining('0.4 mm wide, less than 0.6 mm')]);
  });
  test('notice a leg that no copper would hold', () => {
    const net = /\(net (\d+) "unconnected-\(J1-NC-Pad4\)"\)/.exec(
      readFileSync(join(copy.hardware, 'p1-reader.kicad_pcb'), 'utf8'),
    )?.[1];
    edit(
      'p1-reader.kicad_pcb',
      new RegExp(`\\t\\(segment\n(\t\t.*\n)*?\t\t\\(net ${net}\\)\n(\t\t.*\n)*?\t\\)\n`, 'g'),
      '',
    );
    expect(homeEtching(copy)).toEqual(['J1 pad 4 has no track, and so no ring of copper']);
  });
  test('notice a value that the BOM does not have', () => {
    edit('p1-reader.kicad_sch', /(\(property "Reference" "R1"[\s\S]*?\(property "Value" )"2k2"/, '$1"1k"');
    expect(bomMatches(copy)).toEqual([
      expect.stringContaining('bom.csv lacks: R1,1,1k'),
      expect.stringContaining('R1,1,2k2'),
    ]);
  });
  test('notice pictures that are older than the decks, and pictures made by hand', () => {
    edit('spice/supply.cir', 'esr=0.05', 'esr=0.06');
    edit('pictures/pinout.svg', '</svg>', '<g/></svg>');
    expect(picturesUpToDate(copy)).toEqual([
      expect.stringContaining('spice/supply.cir changed'),
      expect.stringContaining('pictures/pinout.svg changed'),
    ]);
  });
});

describe('reading KiCad files', () => {
  test('strings with brackets, quotes and line ends', () => {
    const sheet = parse('(kicad_sch (text "a \\"b\\" (c)\\nd") (wire))');
    expect(word(sheet, 'text')).toBe('a "b" (c)\nd');
    expect(lists(sheet, 'wire')).toHaveLength(1);
  });
  test.each(['(a', 'a)', '(a "b)'])('%s is refused', (text) => {
    expect(() => parse(text)).toThrow('not a KiCad file');
  });
  test.each([
    ['2k2', 2200],
    ['47', 47],
    ['1000u', 1e-3],
    ['100n', 1e-7],
    ['0', 0],
  ])('%s is %s', (text, value) => {
    expect(quantity(text)).toBeCloseTo(value, 12);
  });
  test.each(['', '2,2k', 'k', '10 k', 'BC847'])('"%s" is not a value', (text) => {
    expect(() => quantity(text)).toThrow('is not a value');
  });
  test('a part that is not there is named', () => {
    expect(() => partValue(readParts(join(original, 'p1-reader.kicad_sch')), 'R99')).toThrow(
      'the schematic has no R99',
    );
  });
});

describe('values are told as they are drawn', () => {
  const values = new Map(readParts(join(original, 'p1-reader.kicad_sch')).map((part) => [part.reference, part.value]));
  const drawn = (references: string) => references.split(', ').map((reference) => values.get(reference));
  const told = (references: string, text: string) => {
    const list = text.split(', ');
    return references.split(', ').map((_, n) => list[list.length === 1 ? 0 : n]);
  };
  test('in the tables of the README', () => {
    const rows = [...readFileSync(join(original, 'README.md'), 'utf8').matchAll(/^\| (R\d(?:, R\d)*) \| ([^|]+) \|/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(10);
    for (const [, references = '', text = ''] of rows)
      expect(told(references, text), references).toEqual(drawn(references));
  });
  test('in the notes on the sheet', () => {
    const texts = lists(parse(readFileSync(join(original, 'p1-reader.kicad_sch'), 'utf8')), 'text').map((text) => ({
      words: String(text[1]),
      at: numbers(text, 'at'),
    }));
    const notes = texts.filter(({ words, at }) => /^R\d(, R\d)*$/.test(words) && at[0] === 152.908);
    expect(notes.length).toBeGreaterThanOrEqual(5);
    for (const { words, at } of notes) {
      const beside = texts.find((text) => text.at[0] === 165.608 && text.at[1] === at[1]);
      expect(told(words, beside?.words ?? ''), words).toEqual(drawn(words));
    }
  });
});

test('the BOM groups equal parts only', () => {
  const part = {
    value: '10k',
    footprint: 'p1-reader:R_1206',
    fitted: true,
    inBom: true,
    fields: { MPN: 'X', Manufacturer: 'Y' },
  };
  const lines = billOfMaterials([
    { ...part, reference: 'R1' },
    { ...part, reference: 'R2' },
    { ...part, reference: 'R3', fitted: false },
  ]).split('\n');
  expect(lines.slice(1, 3)).toEqual(['R1 R2,2,10k,R_1206,Y,X,yes,', 'R3,1,10k,R_1206,Y,X,no,']);
});

test('a building step shows only what is there already', () => {
  const board = readFileSync(join(original, 'p1-reader.kicad_pcb'), 'utf8');
  const unpopulated = (text: string) => text.match(/\(attr [^)]*dnp\)/g)?.length ?? 0;
  expect(unpopulated(populated(board, new Set(['R1', 'R2'])))).toBe(unpopulated(populated(board, new Set())) - 2);
  expect(populated(board, new Set(['A1']))).not.toContain('D1_Module.wrl');
  expect(populated(board, new Set(['A1', 'module']))).toContain('D1_Module.wrl');
});

describe('wires on prototype board', () => {
  test('touch every hole that they pass', () => {
    expect(passed(['B2', 'B4', 'D4'])).toEqual(['B2', 'B3', 'B4', 'C4', 'D4']);
    expect(passed(['C3', 'A3'])).toEqual(['C3', 'B3', 'A3']);
  });
  test('run along rows and columns only', () => {
    expect(() => passed(['A1', 'B2'])).toThrow('the wire from A1 to B2 is not straight');
  });
  test.each(['', '5', 'a5', 'AA1'])('"%s" is no hole', (text) => {
    expect(() => position(text)).toThrow('is not a hole');
  });
  test('are all in the building steps of the README', () => {
    const steps = readFileSync(join(original, 'README.md'), 'utf8').split('### On prototype board')[1] ?? '';
    const paths = Object.values(readLayout(original)['solder side']).flat();
    expect(paths.map((path) => path.join('-')).filter((path) => !steps.includes(path))).toEqual([]);
  });
  test('keep away from the antenna: columns 19 to 28, rows A to D', () => {
    const holes = Object.values(readLayout(original)['solder side']).flat().flatMap(passed).map(position);
    expect(holes.length).toBeGreaterThan(50);
    expect(holes.filter(({ row, column }) => row < 4 && column >= 18 && column <= 27)).toEqual([]);
  });
});

describe("the source of the backports is made from the machine's own", () => {
  test('deb822', () => {
    const text =
      'Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n';
    expect(backportsSource(text)).toBe(
      'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main\n',
    );
  });
  test('one line', () => {
    expect(backportsSource('# old\ndeb http://mirror.example/debian bookworm main\n')).toBe(
      'deb http://mirror.example/debian bookworm-backports main\n',
    );
  });
  test('another release gives none', () => {
    expect(
      backportsSource('Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n'),
    ).toBeUndefined();
  });
});
