/** What ERC and DRC cannot know: the order of the P1 pins, the pins of the D1 mini, and what the firmware believes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kicad } from '../kicad/cli.js';
import { lists, parse, word } from '../kicad/s-expression.js';
import type { Rule } from './rule.js';

/** Pin -> net. P1: DSMR 5.0.2, 5.2 to 5.8. D1 mini: seen from above, antenna up, 1-8 down the left row, 9-16 up the right one. */
const EXPECTED: Readonly<Record<string, string>> = {
  'J1.1': '/P1_5V',
  'J1.2': '/DATA_REQUEST',
  'J1.3': 'GND',
  'J1.4': 'unconnected-(J1-NC-Pad4)',
  'J1.5': '/DATA',
  'J1.6': 'GND',
  'A1.4': '/SETUP_D5',
  'A1.6': '/RX_D7',
  'A1.8': '+3V3',
  'A1.9': '+5V',
  'A1.10': 'GND',
  'R4.1': '/P1_5V',
  'R4.2': '/DATA_REQUEST',
  'R1.2': '/DATA',
  'R2.1': '+3V3',
  'R3.2': '/RX_D7',
  'Q1.1': '/BASE',
  'Q1.2': 'GND',
  'Q1.3': '/RX_INVERTED',
  'Q2.1': 'GND',
  'Q2.2': '/BASE',
  'Q2.3': '/RX_INVERTED',
  'Q3.1': 'GND',
  'Q3.2': '/V_PROTECTED',
  'Q3.3': '/P1_5V',
  'C1.1': '+5V',
  'C1.2': 'GND',
};

/** What the board is built for, and where the firmware says the same. */
const FIRMWARE = [
  {
    board: 'D7 = GPIO13',
    expected: '13',
    file: 'io/settings.ts',
    pattern: /^\s*receive: (\d+),$/m,
    what: 'the default receive pin',
  },
  {
    board: 'D5 = GPIO14',
    expected: '14',
    file: 'io/esp/board.c',
    pattern: /^#define BUTTON_PIN (\d+)/m,
    what: 'BUTTON_PIN',
  },
  {
    board: 'a transistor',
    expected: 'normal',
    file: 'io/settings.ts',
    pattern: /^\s*polarity: '(\w+)',$/m,
    what: 'the default polarity',
  },
] as const;

function netlist(schematic: string): ReadonlyMap<string, string> {
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

export const pinTable: Rule = ({ hardware }) => {
  const pins = netlist(`${hardware}/p1-reader.kicad_sch`);
  return Object.entries(EXPECTED)
    .filter(([pin, net]) => pins.get(pin) !== net)
    .map(([pin, net]) => `${pin} must be on ${net}, the netlist has it on ${pins.get(pin) ?? 'nothing'}`);
};

export const firmwarePins: Rule = ({ firmware }) =>
  FIRMWARE.flatMap(({ board, expected, file, pattern, what }) => {
    const found = pattern.exec(readFileSync(`${firmware}/${file}`, 'utf8'))?.[1];
    if (found === undefined)
      return [`moddable-app/src/${file} no longer states ${what}; mend the pattern in hardware/src/rules/pin-table.ts`];
    return found === expected ? [] : [`the board has ${board}, but ${what} in moddable-app/src/${file} is ${found}`];
  });
