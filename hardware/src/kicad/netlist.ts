/** What the schematic joins, as KiCad itself sees it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kicad } from './cli.js';
import { lists, parse, word } from './s-expression.js';

/** Pin (`R1.2`) -> net (`/DATA`, `GND`). @throws when kicad-cli refuses the schematic. */
export function netlist(schematic: string): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-netlist-'));
  try {
    const file = join(folder, 'netlist');
    kicad('sch', 'export', 'netlist', '--format', 'kicadsexpr', '-o', file, schematic);
    const pins = new Map<string, string>();
    for (const nets of lists(parse(readFileSync(file, 'utf8')), 'nets'))
      for (const net of lists(nets, 'net'))
        for (const node of lists(net, 'node'))
          pins.set(`${word(node, 'ref')}.${word(node, 'pin')}`, word(net, 'name') ?? '');
    return pins;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
