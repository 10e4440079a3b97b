/** What a home etcher needs: copper at the bottom only, no vias, wide tracks, pads that survive an iron. */
import { readFileSync } from 'node:fs';
import { lists, type Node, numbers, parse, word, words } from '../kicad/s-expression.js';
import type { Rule } from './rule.js';

const TRACK = 0.6;
const PAD = 2.0;
/** Fine by nature; everything else has pads of 2 mm and more. */
const FINE = ['SOT-23', 'SOT-23-6'];

function padFindings(reference: string, footprint: string, pad: Node): readonly string[] {
  const type = typeof pad === 'string' ? '' : String(pad[2]);
  const name = `${reference} pad ${typeof pad === 'string' ? '' : String(pad[1])}`;
  if (type === 'np_thru_hole') return [];
  const findings: string[] = [];
  if (type === 'smd' && !words(pad, 'layers').includes('B.Cu')) findings.push(`${name} is not on the bottom copper`);
  if (type === 'thru_hole' && (word(pad, 'remove_unused_layers') !== 'yes' || word(pad, 'keep_end_layers') !== 'no'))
    findings.push(`${name} keeps a ring of copper on top`);
  const [width = 0, height = 0] = numbers(pad, 'size');
  if (!FINE.includes(footprint) && Math.min(width, height) < PAD)
    findings.push(`${name} is ${width} x ${height} mm, less than ${PAD} mm`);
  return findings;
}

export const homeEtching: Rule = ({ hardware }) => {
  const board = parse(readFileSync(`${hardware}/p1-reader.kicad_pcb`, 'utf8'));
  const findings: string[] = [];
  const at = (node: Node, key: string) => numbers(node, key).join(', ');
  for (const via of lists(board, 'via')) findings.push(`via at ${at(via, 'at')}`);
  for (const kind of ['segment', 'arc'])
    for (const track of lists(board, kind)) {
      if (word(track, 'layer') !== 'B.Cu')
        findings.push(`track at ${at(track, 'start')} is on ${word(track, 'layer')}`);
      if ((numbers(track, 'width')[0] ?? 0) < TRACK)
        findings.push(`track at ${at(track, 'start')} is ${word(track, 'width')} mm wide, less than ${TRACK} mm`);
    }
  const zones = lists(board, 'zone').map((zone) => `${word(zone, 'net_name')} on ${word(zone, 'layer')}`);
  if (zones.length !== 1 || zones[0] !== 'GND on B.Cu')
    findings.push(`expected one zone, GND on B.Cu; found ${zones.join(', ') || 'none'}`);
  const tracked = new Set(lists(board, 'segment').map((track) => word(track, 'net')));
  for (const footprint of lists(board, 'footprint')) {
    const reference = String(lists(footprint, 'property').find((property) => property[1] === 'Reference')?.[2]);
    const name = String(footprint[1]).replace('p1-reader:', '');
    for (const pad of lists(footprint, 'pad')) {
      findings.push(...padFindings(reference, name, pad));
      const [net = '', netName = ''] = words(pad, 'net');
      // Without a ring on top, KiCad drops the bottom one too where nothing is connected: nothing would hold the leg.
      if (pad[2] === 'thru_hole' && netName.startsWith('unconnected-') && !tracked.has(net))
        findings.push(`${reference} pad ${pad[1]} has no track, and so no ring of copper`);
    }
  }
  return findings;
};
