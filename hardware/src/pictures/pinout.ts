/** The P1 socket as one looks into it, and how a 1:1 cable runs. Drawn, because no photograph could be had. */
import { document, INK, text } from './svg.js';

const PINS = [
  { name: '+5 V', colour: '#d1382b', role: 'supply, 250 mA' },
  { name: 'Data Request', colour: '#d98a00', role: 'high: the meter sends' },
  { name: 'Data GND', colour: '#4d5a66', role: 'ground' },
  { name: 'open', colour: '#b9c2cb', role: 'not connected' },
  { name: 'Data', colour: '#0b6fb8', role: 'open collector, inverted' },
  { name: 'Power GND', colour: '#4d5a66', role: 'ground' },
] as const;

function socket(left: number, top: number): readonly string[] {
  const out = [
    `<path d="M${left} ${top}h250v120h-80v34h-90v-34h-80z" fill="#f3f5f7" stroke="${INK}" stroke-width="2"/>`,
    text(left, top - 14, 'P1 socket seen from the front, notch down', 'font-weight="bold"'),
    text(left + 125, top + 146, 'notch', 'text-anchor="middle" font-size="11" fill="#66727f"'),
  ];
  for (const [n, { colour }] of PINS.entries()) {
    const x = left + 40 + 34 * n;
    out.push(
      `<rect x="${x - 6}" y="${top + 8}" width="12" height="58" rx="2" fill="${colour}"/>`,
      text(x, top + 86, String(n + 1), 'text-anchor="middle" font-weight="bold"'),
    );
  }
  return out;
}

function cable(
  left: number,
  top: number,
  title: string,
  target: (pin: number) => number,
  verdict: string,
): readonly string[] {
  const out = [text(left, top - 14, title, 'font-weight="bold"')];
  for (const [n, { colour }] of PINS.entries()) {
    const [from, to] = [top + 18 * n, top + 18 * target(n)];
    out.push(
      `<path d="M${left + 24} ${from}C${left + 90} ${from} ${left + 90} ${to} ${left + 156} ${to}" fill="none" stroke="${colour}" stroke-width="4"/>`,
      text(left + 8, from + 4, String(n + 1)),
      text(left + 164, from + 4, String(n + 1)),
    );
  }
  out.push(text(left, top + 122, verdict));
  return out;
}

export function pinout(): string {
  const rows = PINS.flatMap(({ name, colour, role }, n) => [
    `<rect x="330" y="${52 + 24 * n}" width="14" height="14" rx="2" fill="${colour}"/>`,
    text(352, 64 + 24 * n, `${n + 1}`, 'font-weight="bold"'),
    text(372, 64 + 24 * n, name),
    text(470, 64 + 24 * n, role, 'fill="#66727f"'),
  ]);
  return document(680, 400, 'Pins of the P1 socket and of the cable', [
    ...socket(30, 50),
    ...rows,
    ...cable(40, 256, 'Cable 1:1, right', (n) => n, 'same colour order, both plugs held the same way'),
    ...cable(390, 256, 'Crossed telephone cable, wrong', (n) => 5 - n, '+5 V on ground: Q3 keeps it off the board'),
  ]);
}
