/** The same circuit on a board of single holes: which leg goes into which hole, which wire joins what. */
import { readFileSync } from 'node:fs';

/** Row A, B, ... from the top and column 1, 2, ... from the left, seen from the part side: `E19`. */
export type Hole = string;
/** Bare wire from hole to hole, along rows and columns. */
export type Path = readonly Hole[];
type Wires = Readonly<Record<string, readonly Path[]>>;

export interface Layout {
  readonly holes: { readonly rows: number; readonly columns: number };
  /** Reference -> pin -> its holes; where there are two, the part or its sockets join them. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, readonly Hole[]>>>>;
  /** Net -> wires. */
  readonly 'solder side': Wires;
  readonly 'part side': Wires;
}

export const readLayout = (hardware: string): Layout =>
  JSON.parse(readFileSync(`${hardware}/prototype-board.json`, 'utf8')) as Layout;

/** Zero-based. @throws when the text is no hole. */
export function position(hole: Hole): { readonly row: number; readonly column: number } {
  const match = /^([A-Z])(\d+)$/.exec(hole);
  if (!match?.[1]) throw new Error(`"${hole}" is not a hole like E19`);
  return { row: match[1].charCodeAt(0) - 65, column: Number(match[2]) - 1 };
}

const name = (row: number, column: number): Hole => `${String.fromCharCode(65 + row)}${column + 1}`;

/** Every hole that a wire passes. @throws when a piece of it is neither a row nor a column. */
export function passed(path: Path): readonly Hole[] {
  const holes: Hole[] = path.slice(0, 1);
  for (const [n, hole] of path.slice(1).entries()) {
    const from = position(path[n] ?? hole);
    const to = position(hole);
    if (from.row !== to.row && from.column !== to.column)
      throw new Error(`the wire from ${path[n]} to ${hole} is not straight`);
    const steps = Math.abs(to.row - from.row) + Math.abs(to.column - from.column);
    for (let step = 1; step <= steps; step++)
      holes.push(
        name(from.row + (step * (to.row - from.row)) / steps, from.column + (step * (to.column - from.column)) / steps),
      );
  }
  return holes;
}
