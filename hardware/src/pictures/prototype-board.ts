/** The layout on prototype board: the parts seen from above, the wires seen from the solder side. */
import { type Part, pinNames, readParts } from '../kicad/schematic.js';
import { type Hole, type Layout, position, readLayout } from '../prototype/layout.js';
import { document, INK, text } from './svg.js';

const PITCH = 24;
const LEFT = 40;
const GREY = '#66727f';
const NETS: Readonly<Record<string, string>> = {
  GND: '#1c2733',
  '+5V': '#d1382b',
  P1_5V: '#f08a24',
  '+3V3': '#8a4fae',
  DATA_REQUEST: '#b8860b',
  DATA: '#0b6fb8',
  BASE: '#3a8a3a',
  RX_INVERTED: '#159a9a',
  RX_D7: '#c2437a',
  SETUP_D5: '#7a5230',
};

interface Point {
  readonly x: number;
  readonly y: number;
}
type Place = (hole: Hole) => Point;

/** Dots, letters and numbers of an empty board. */
function board({ holes }: Layout, place: Place): readonly string[] {
  const out: string[] = [];
  const dots: string[] = [];
  for (let row = 0; row < holes.rows; row++) {
    const letter = String.fromCharCode(65 + row);
    for (let column = 1; column <= holes.columns; column++) {
      const { x, y } = place(`${letter}${column}`);
      dots.push(`M${x} ${y}h0`);
    }
    out.push(text(LEFT - 26, place(`${letter}1`).y + 4, letter, `font-size="11" fill="${GREY}"`));
  }
  for (let column = 1; column <= holes.columns; column += column === 1 ? 4 : 5) {
    const { x, y } = place(`A${column}`);
    out.push(text(x, y - 14, String(column), `font-size="11" text-anchor="middle" fill="${GREY}"`));
  }
  return [`<path d="${dots.join('')}" stroke="#d3d9df" stroke-width="5" stroke-linecap="round"/>`, ...out];
}

function wires(layout: Layout, side: 'solder side' | 'part side', place: Place, width: number, more = ''): string[] {
  return Object.entries(layout[side]).flatMap(([net, paths]) =>
    paths.map((path) => {
      const points = path.map((hole) => `${place(hole).x} ${place(hole).y}`).join('L');
      return `<path d="M${points}" fill="none" stroke="${NETS[net] ?? INK}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
    }),
  );
}

const box = (from: Point, to: Point, margin: number, more: string): string =>
  `<rect x="${Math.min(from.x, to.x) - margin}" y="${Math.min(from.y, to.y) - margin}" width="${Math.abs(to.x - from.x) + 2 * margin}" height="${Math.abs(to.y - from.y) + 2 * margin}" ${more}/>`;
const BODY = `fill="#ffffff" stroke="${INK}" stroke-width="1.5"`;
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** A body with its name inside, on leads from hole to hole. */
function lying(a: Point, b: Point, label: string, half: number): readonly string[] {
  const { x, y } = middle(a, b);
  const turn = a.x === b.x ? `transform="rotate(-90 ${x} ${y})"` : '';
  return [
    `<path d="M${a.x} ${a.y}L${b.x} ${b.y}" stroke="${GREY}" stroke-width="2.5"/>`,
    `<rect x="${x - half}" y="${y - 8}" width="${2 * half}" height="16" rx="5" ${BODY} ${turn}/>`,
    `<text x="${x}" y="${y + 3.5}" font-size="10" text-anchor="middle" ${turn}>${label}</text>`,
  ];
}

/** Keeps a label readable where a wire runs under it. */
const HALO = 'paint-order="stroke" stroke="#ffffff" stroke-width="3"';
const small = (x: number, y: number, value: string, more = ''): string =>
  text(x, y, value, `font-size="10" text-anchor="middle" ${HALO} ${more}`);

type Drawer = (at: (pin: string, nth?: number) => Point, part: Part) => readonly string[];

const SHAPES: Readonly<Record<string, Drawer>> = {
  R: (at, part) => lying(at('1'), at('2'), `${part.reference} ${part.value}`, 27),
  C1: (at, part) => {
    const { x, y } = middle(at('1'), at('2'));
    return [
      `<circle cx="${x}" cy="${y}" r="${(5 / 2.54) * PITCH}" ${BODY}/>`,
      small(x, y + 4, `${part.reference} ${part.value}`),
      text(at('1').x + 8, at('1').y + 6, '+', 'font-size="16" font-weight="bold"'),
      text(at('2').x + 9, at('2').y + 2, '-', 'font-size="16" font-weight="bold"'),
    ];
  },
  C2: (at, part) => [
    box(at('1'), at('2'), 7, `rx="7" ${BODY}`),
    small(at('1').x + 28, middle(at('1'), at('2')).y, part.reference),
    small(at('1').x + 28, middle(at('1'), at('2')).y + 12, part.value),
  ],
  Q2: (at, part) => {
    const [e, c] = [at('1'), at('3')];
    return [
      `<path d="M${e.x - 10} ${e.y + 9}H${c.x + 10}A36 36 0 0 0 ${e.x - 10} ${e.y + 9}z" ${BODY}/>`,
      ...['E', 'B', 'C'].map((letter, n) => small(at(String(n + 1)).x, e.y + 20, letter, 'font-weight="bold"')),
      small(at('2').x, e.y - 24, `${part.reference} ${part.value.replace(' (option)', '')}`),
    ];
  },
  Q3: (at, part) => [
    box(at('1'), at('3'), 11, BODY),
    ...[
      ['1', 'G'],
      ['2', 'S'],
      ['3', 'D'],
    ].map(([pin = '', letter = '']) => small(at(pin).x, at(pin).y + 22, letter, 'font-weight="bold"')),
    small(at('2').x, at('2').y - 15, `${part.reference} ${part.value}, on an adapter`),
  ],
  SW1: (at, part) => [
    box(at('1', 0), at('2', 0), 9, BODY),
    `<circle cx="${middle(at('1', 0), at('2', 0)).x}" cy="${middle(at('1', 0), at('2', 0)).y}" r="15" fill="none" stroke="${INK}"/>`,
    small(at('1', 0).x + 38, middle(at('1'), at('2')).y + 4, `${part.reference} ${part.value}`),
  ],
  J1: (at) => [
    box(at('1'), at('6'), 9, BODY),
    ...['1', '2', '3', '4', '5', '6'].map((pin) => small(at(pin).x - 17, at(pin).y + 4, pin)),
    small(at('6').x + 14, at('6').y + 24, 'J1: P1 cable'),
  ],
  TP: (at, part) => [
    `<circle cx="${at('1').x}" cy="${at('1').y}" r="7" ${BODY}/>`,
    small(at('1').x, at('1').y - 10, part.reference),
  ],
};

/** Double sockets with the module's names beside them, and the module's outline (34.2 x 25.6 mm). */
function module(at: (pin: string, nth?: number) => Point, schematic: string): readonly string[] {
  const [top, bottom] = [at('1').y - 3.1 * PITCH, at('8').y + 3.5 * PITCH];
  const names = pinNames(schematic, 'A1');
  const label = (pin: string) => names.get(pin)?.split('/')[0] ?? '';
  const out = [
    `<rect x="${at('1').x - 0.55 * PITCH}" y="${top}" width="${10.1 * PITCH}" height="${bottom - top}" fill="none" stroke="${GREY}" stroke-dasharray="5 4"/>`,
    small(middle(at('1'), at('16')).x, top + 16, 'antenna here, no wires below', `fill="${GREY}"`),
    small(middle(at('8'), at('9')).x, bottom - 8, 'USB here', `fill="${GREY}"`),
    text(middle(at('4'), at('13')).x, at('4').y, 'A1 D1 mini', 'text-anchor="middle" font-weight="bold"'),
    small(middle(at('4'), at('13')).x, at('5').y, 'in the inner sockets'),
    small(middle(at('4'), at('13')).x, at('6').y - 6, 'outer sockets: measuring'),
    box(at('1'), at('8', 1), 10, BODY),
    box(at('16'), at('9', 1), 10, BODY),
  ];
  for (const pin of names.keys()) {
    const left = Number(pin) <= 8;
    out.push(
      text(
        at(pin).x + (left ? 15 : -15),
        at(pin).y + 4,
        label(pin),
        `font-size="10" text-anchor="${left ? 'start' : 'end'}" ${HALO}`,
      ),
    );
  }
  return out;
}

/** Where the wires of the part side go through the board. */
const bridges = (layout: Layout): readonly Hole[] =>
  Object.values(layout['part side']).flatMap((paths) =>
    paths.flatMap((path) => [path[0] ?? 'A1', path.at(-1) ?? 'A1']),
  );

const legs = (layout: Layout, place: Place, more: string): readonly string[] =>
  [...Object.values(layout.parts).flatMap((pins) => Object.values(pins).flat()), ...bridges(layout)].map(
    (hole) => `<circle cx="${place(hole).x}" cy="${place(hole).y}" r="3.6" ${more}/>`,
  );

function partSide(layout: Layout, place: Place, schematic: string): readonly string[] {
  const parts = readParts(schematic);
  const drawn = Object.entries(layout.parts).flatMap(([reference, pins]) => {
    const at = (pin: string, nth = 0) => place(pins[pin]?.[nth] ?? 'A1');
    const part = parts.find((candidate) => candidate.reference === reference);
    const shape = SHAPES[reference] ?? SHAPES[reference.replace(/\d+$/, '')];
    if (reference === 'A1') return module(at, schematic);
    if (!part || !shape) throw new Error(`prototype-board.json has ${reference}, which nobody knows how to draw`);
    return shape(at, part);
  });
  return [
    ...board(layout, place),
    ...wires(layout, 'solder side', place, 2, 'stroke-dasharray="4 3" opacity="0.6"'),
    ...drawn,
    ...legs(layout, place, `fill="${INK}"`),
    ...wires(layout, 'part side', place, 4),
  ];
}

function solderSide(layout: Layout, place: Place): readonly string[] {
  const { A1: sockets = {}, ...parts } = layout.parts;
  const name = (hole: Hole, label: string) =>
    text(place(hole).x + 5, place(hole).y - 6, label, `font-size="8" ${HALO}`);
  return [
    ...board(layout, place),
    ...Object.values(sockets).map(
      ([from = 'A1', to = 'A1']) =>
        `<path d="M${place(from).x} ${place(from).y}L${place(to).x} ${place(to).y}" stroke="${GREY}" stroke-width="6"/>`,
    ),
    ...wires(layout, 'solder side', place, 5),
    ...legs(layout, place, `fill="#ffffff" stroke="${INK}" stroke-width="1.5"`),
    ...Object.entries(parts).flatMap(([reference, pins]) =>
      Object.entries(pins).map(([pin, [hole = 'A1']]) =>
        name(hole, Object.keys(pins).length > 1 ? `${reference}.${pin}` : reference),
      ),
    ),
    ...bridges(layout).map((hole) => name(hole, 'wire')),
  ];
}

/** @param hardware folder of prototype-board.json and of the schematic that names parts and values. */
export function prototypeBoard(hardware: string): string {
  const layout = readLayout(hardware);
  const { rows, columns } = layout.holes;
  const height = rows * PITCH;
  const [first, second] = [64, 64 + height + 84];
  const above: Place = (hole) => ({ x: LEFT + position(hole).column * PITCH, y: first + position(hole).row * PITCH });
  const below: Place = (hole) => ({
    x: LEFT + (columns - 1 - position(hole).column) * PITCH,
    y: second + position(hole).row * PITCH,
  });
  const key = Object.entries(NETS).map(([net, colour], n) => {
    const [x, y] = [LEFT + (n % 5) * 140, second + height + 8 + 20 * Math.floor(n / 5)];
    return `<path d="M${x} ${y}h18" stroke="${colour}" stroke-width="5"/>${text(x + 24, y + 4, net, 'font-size="11"')}`;
  });
  const title = (y: number, words: string) => text(LEFT, y, words, 'font-weight="bold"');
  return document(LEFT + columns * PITCH + 8, second + height + 48, 'The circuit on prototype board', [
    title(24, 'Seen from the part side (wires below are dashed, the insulated wire on top is full)'),
    ...partSide(layout, above, `${hardware}/p1-reader.kicad_sch`),
    title(second - 40, 'Seen from the solder side (mirrored: column 1 is on the right)'),
    ...solderSide(layout, below),
    ...key,
  ]);
}
