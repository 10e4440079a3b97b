/** The layout on prototype board must be the schematic's circuit: same pins joined, nothing else touching. */
import { netlist } from '../kicad/netlist.js';
import { readParts } from '../kicad/schematic.js';
import { type Hole, type Layout, passed, position, readLayout } from '../prototype/layout.js';
import type { Rule } from './rule.js';

/** Through-hole instead of SMD. */
const REPLACED: Readonly<Record<string, string>> = { Q1: 'Q2' };
/** Wire bridges that a layout closes by simply being one net: JP1 and JP2 from 1 to 2, as drawn. */
const CLOSED: Readonly<Record<string, string>> = { V_PROTECTED: '+5V', PULL_UP: '+5V' };
const MADE_OF_WIRE = /^(JP|H)\d+$/;

/** Groups of holes that touch each other. */
class Copper {
  private readonly parent = new Map<Hole, Hole>();
  root(hole: Hole): Hole {
    const parent = this.parent.get(hole) ?? hole;
    return parent === hole ? hole : this.root(parent);
  }
  join(holes: readonly Hole[]): void {
    for (const hole of holes) this.parent.set(this.root(hole), this.root(holes[0] ?? hole));
  }
}

/** Pin -> net without KiCad's slash, with the closed bridges; pins that lead nowhere are left out. */
function wanted(schematic: string, parts: ReadonlySet<string>): ReadonlyMap<string, string> {
  const nets = new Map<string, string>();
  for (const [pin, net] of netlist(schematic)) {
    const plain = net.replace(/^\//, '');
    if (parts.has(pin.split('.')[0] ?? '') && !plain.startsWith('unconnected-')) nets.set(pin, CLOSED[plain] ?? plain);
  }
  return nets;
}

function places(layout: Layout, findings: string[]): ReadonlyMap<Hole, string> {
  const taken = new Map<Hole, string>();
  for (const [reference, pins] of Object.entries(layout.parts))
    for (const [pin, holes] of Object.entries(pins))
      for (const hole of holes) {
        const { row, column } = position(hole);
        if (row >= layout.holes.rows || column >= layout.holes.columns) findings.push(`${hole} is off the board`);
        if (taken.has(hole)) findings.push(`${hole} holds both ${taken.get(hole)} and ${reference}.${pin}`);
        taken.set(hole, `${reference}.${pin}`);
      }
  return taken;
}

export const prototypeBoard: Rule = ({ hardware }) => {
  const schematic = `${hardware}/p1-reader.kicad_sch`;
  const layout = readLayout(hardware);
  const findings: string[] = [];
  const needed = new Set(
    readParts(schematic)
      .filter((part) => part.fitted && !MADE_OF_WIRE.test(part.reference))
      .map((part) => REPLACED[part.reference] ?? part.reference),
  );
  for (const reference of needed) if (!layout.parts[reference]) findings.push(`${reference} has no place`);
  const pinAt = places(layout, findings);
  const copper = new Copper();
  for (const pins of Object.values(layout.parts)) for (const holes of Object.values(pins)) copper.join(holes);
  for (const paths of Object.values(layout['solder side'])) for (const path of paths) copper.join(passed(path));
  // On the part side the wire is insulated: only its ends touch.
  for (const paths of Object.values(layout['part side']))
    for (const path of paths) copper.join([path[0] ?? '', path.at(-1) ?? '']);

  const nets = wanted(schematic, needed);
  /** Net -> copper that carries it, copper -> the net found on it first. */
  const carries = new Map<string, Hole>();
  const holds = new Map<Hole, string>();
  for (const side of ['solder side', 'part side'] as const)
    for (const [net, paths] of Object.entries(layout[side]))
      for (const path of paths) {
        const group = copper.root(path[0] ?? '');
        if ((holds.get(group) ?? net) !== net) findings.push(`a wire of ${net} touches ${holds.get(group)}`);
        holds.set(group, net);
        if ((carries.get(net) ?? group) !== group) findings.push(`the wire at ${path[0]} hangs apart from ${net}`);
        carries.set(net, group);
      }
  for (const [hole, pin] of pinAt) {
    const net = nets.get(pin);
    const found = holds.get(copper.root(hole));
    if (net !== found)
      findings.push(`${pin} in ${hole} must be on ${net ?? 'nothing'}, it is on ${found ?? 'nothing'}`);
  }
  for (const pin of nets.keys()) if (![...pinAt.values()].includes(pin)) findings.push(`${pin} has no hole`);
  return findings;
};
