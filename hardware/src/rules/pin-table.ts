/** What ERC and DRC cannot know: the order of the P1 pins, the pins of the D1 mini, and what the firmware believes. */
import { readFileSync } from 'node:fs';
import { netlist } from '../kicad/netlist.js';
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
  // Supply: Q3 is 1 gate, 2 source, 3 drain; U1 is 1 IN, 2 GND, 3 EN, 5 ILIM, 6 OUT.
  'Q3.1': 'GND',
  'Q3.2': '/V_PROTECTED',
  'Q3.3': '/P1_5V',
  'U1.1': '/V_PROTECTED',
  'U1.2': 'GND',
  'U1.3': '/V_PROTECTED',
  'U1.5': 'Net-(U1-ILIM)',
  'U1.6': '/V_LIMITED',
  'R7.1': 'Net-(U1-ILIM)',
  'R7.2': 'GND',
  'JP1.1': '/V_PROTECTED',
  'JP1.2': '+5V',
  'JP1.3': '/V_LIMITED',
  'C1.1': '+5V',
  'C1.2': 'GND',
  'C2.1': '+5V',
  'C2.2': 'GND',
  // Data: what spice/inverter-bjt.cir simulates. Q1 is 1 base, 2 emitter, 3 collector; Q2 is E, B, C.
  'R4.1': '/P1_5V',
  'R4.2': '/DATA_REQUEST',
  'JP2.1': '+5V',
  'JP2.2': '/PULL_UP',
  'JP2.3': '+3V3',
  'R1.1': '/PULL_UP',
  'R1.2': '/DATA',
  'R5.1': '/DATA',
  'R5.2': '/BASE',
  'R6.1': '/BASE',
  'R6.2': 'GND',
  'Q1.1': '/BASE',
  'Q1.2': 'GND',
  'Q1.3': '/RX_INVERTED',
  'Q2.1': 'GND',
  'Q2.2': '/BASE',
  'Q2.3': '/RX_INVERTED',
  'R2.1': '+3V3',
  'R2.2': '/RX_INVERTED',
  'R3.1': '/RX_INVERTED',
  'R3.2': '/RX_D7',
  'SW1.1': '/SETUP_D5',
  'SW1.2': 'GND',
  'TP1.1': '/P1_5V',
  'TP2.1': '/DATA_REQUEST',
  'TP3.1': '/DATA',
  'TP4.1': 'GND',
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

export const pinTable: Rule = ({ hardware }) => {
  const pins = netlist(`${hardware}/p1-reader.kicad_sch`);
  const wrong = Object.entries(EXPECTED)
    .filter(([pin, net]) => pins.get(pin) !== net)
    .map(([pin, net]) => `${pin} must be on ${net}, the netlist has it on ${pins.get(pin) ?? 'nothing'}`);
  const unknown = [...pins]
    .filter(([pin, net]) => !(pin in EXPECTED) && !net.startsWith('unconnected-'))
    .map(([pin, net]) => `${pin} is on ${net}, the table has it on nothing`);
  return [...wrong, ...unknown];
};

export const firmwarePins: Rule = ({ firmware }) =>
  FIRMWARE.flatMap(({ board, expected, file, pattern, what }) => {
    const found = pattern.exec(readFileSync(`${firmware}/${file}`, 'utf8'))?.[1];
    if (found === undefined)
      return [`moddable-app/src/${file} no longer states ${what}; mend the pattern in hardware/src/rules/pin-table.ts`];
    return found === expected ? [] : [`the board has ${board}, but ${what} in moddable-app/src/${file} is ${found}`];
  });
