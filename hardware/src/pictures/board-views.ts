/** Schematic, copper and 3D pictures, the latter also as it looks after each step of building. */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kicad, run } from '../kicad/cli.js';

/** What is on the board after each step; the module is a body of its own, so that it can be plugged in last. */
const STEPS = [
  { name: 'step-1-etched', side: 'bottom', adds: [] },
  { name: 'step-2-smd', side: 'bottom', adds: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'C2', 'Q1', 'Q3'] },
  { name: 'step-3-wires', side: 'top', adds: ['JP1', 'JP2', 'TP1', 'TP2', 'TP3', 'TP4'] },
  { name: 'step-4-sockets', side: 'top', adds: ['A1', 'SW1'] },
  { name: 'step-5-jack', side: 'top', adds: ['J1', 'C1'] },
  { name: 'step-6-module', side: 'top', adds: ['module'] },
] as const;

/** The board's text with every footprint that is not there yet left unpopulated. */
export function populated(board: string, present: ReadonlySet<string>): string {
  const withParts = board.replace(/\t\(footprint "[\s\S]*?\n\t\)\n/g, (footprint) => {
    const reference = /\(property "Reference" "([^"]+)"/.exec(footprint)?.[1] ?? '';
    return present.has(reference) || reference.startsWith('H')
      ? footprint
      : footprint.replace(/\(attr ([^)]*)\)/, (attr, kinds: string) =>
          kinds.includes('dnp') ? attr : `(attr ${kinds} dnp)`,
        );
  });
  return present.has('module')
    ? withParts
    : withParts.replace(/\t\t\(model "[^"]*D1_Module\.wrl"[\s\S]*?\n\t\t\)\n/g, '');
}

const render = (board: string, picture: string, side: 'top' | 'bottom'): void => {
  const view = side === 'top' ? ['--rotate', '-45,0,20'] : ['--side', 'bottom'];
  kicad(
    'pcb',
    'render',
    '--width',
    '1000',
    '--height',
    '720',
    '--zoom',
    '1.15',
    ...view,
    '--background',
    'opaque',
    '-o',
    picture,
    board,
  );
};

/** Dates would make every export differ. A PDF names its objects by their offset: the date keeps its length. */
function withoutDate(file: string): void {
  writeFileSync(
    file,
    file.endsWith('.pdf')
      ? readFileSync(file, 'latin1').replace(/(?<=\/CreationDate \(D:)\d{14}/, '20000101000000')
      : readFileSync(file, 'utf8')
          .replace(/ date \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d ?/g, '')
          .replace(/[ \t]+$/gm, ''),
    file.endsWith('.pdf') ? 'latin1' : 'utf8',
  );
}

export function schematicViews(schematic: string, folder: string): void {
  kicad('sch', 'export', 'pdf', '-o', join(folder, 'schematic.pdf'), schematic);
  withoutDate(join(folder, 'schematic.pdf'));
  const { status, output } = run('pdftoppm', [
    '-r',
    '150',
    '-png',
    '-singlefile',
    join(folder, 'schematic.pdf'),
    join(folder, 'schematic'),
  ]);
  if (status !== 0) throw new Error(`pdftoppm ended with ${status}: ${output}`);
}

export function boardViews(hardware: string, folder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'okosmero-views-'));
  try {
    cpSync(hardware, work, { recursive: true, filter: (path) => !/\/(node_modules|fab|build|pictures)$/.test(path) });
    const board = join(work, 'p1-reader.kicad_pcb');
    const svg = (name: string, layers: string, ...more: readonly string[]) => {
      kicad(
        'pcb',
        'export',
        'svg',
        '--mode-single',
        '--page-size-mode',
        '2',
        '--exclude-drawing-sheet',
        '--layers',
        layers,
        ...more,
        '-o',
        join(work, name),
        board,
      );
      withoutDate(join(work, name));
      renameSync(join(work, name), join(folder, name));
    };
    svg('board-top.svg', 'F.Mask,F.Fab,F.Silkscreen,Edge.Cuts', '--black-and-white');
    svg('board-copper.svg', 'B.Cu,B.Mask,B.Silkscreen,Edge.Cuts', '--mirror');
    const text = readFileSync(board, 'utf8');
    const present = new Set<string>();
    for (const { name, side, adds } of STEPS) {
      for (const part of adds) present.add(part);
      writeFileSync(board, populated(text, present));
      render(board, join(folder, `${name}.png`), side);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
}
