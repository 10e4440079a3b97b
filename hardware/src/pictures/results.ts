/** The simulations as tables, so that no figure of the README is copied by hand. */
import {
  type Assembly,
  asDrawn,
  dataRequestOhm,
  mission,
  mosfet,
  storage,
  withoutTransistor,
} from '../spice/assemblies.js';
import { BIT, type LineConditions, measureLine, understood } from '../spice/data-line.js';
import { dataRequest, FOLD_BACK, HARD, LIMITER, measureCable, measureSupply, PROTECTIONS } from '../spice/supply.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const typical: LineConditions = { vol: 0.2, rail: 5, cline: 300e-12 };

async function lineRows(
  assembly: Assembly,
  conditions: readonly Partial<LineConditions>[],
): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const change of conditions) {
    const at = { ...typical, ...change };
    const quality = await measureLine(assembly, at);
    const micro = (delay: number | null) => (delay === null ? 'never' : (delay * 1e6).toFixed(2));
    rows.push([
      assembly.name,
      at.vol.toFixed(1),
      at.rail.toFixed(1),
      at.cline > 5e-10 ? '1 nF' : '300 pF',
      micro(quality.rise),
      micro(quality.fall),
      quality.distortion === null ? '-' : `${(quality.distortion * 100).toFixed(1)} %`,
      quality.lowMargin.toFixed(2),
      quality.highMargin.toFixed(2),
      understood(quality) ? 'yes' : '**no**',
    ]);
  }
  return rows;
}

async function dataLine(): Promise<string> {
  const lows = [{ vol: 0.2 }, { vol: 0.6 }, { vol: 1.0 }];
  const corners = [{ rail: 4, vol: 1.0 }, { rail: 5.5, vol: 1.0 }, { cline: 1e-9 }, { cline: 1e-9, rail: 4 }];
  const rows = [
    ...(await lineRows(asDrawn('bc847'), [...lows, ...corners])),
    ...(await lineRows(asDrawn('2n3904'), [...lows, ...corners])),
    ...(await lineRows(mission, [...lows, { cline: 1e-9 }])),
    ...(await lineRows(mosfet(1.6), [...lows, { cline: 1e-9, rail: 4 }])),
    ...(await lineRows(mosfet(1.0), [{ vol: 1.0 }])),
    ...(await lineRows(mosfet(2.5), [{}, { cline: 1e-9 }, { cline: 1e-9, rail: 4 }])),
    ...(await lineRows(withoutTransistor(2200), [...lows, { cline: 1e-9 }])),
    ...(await lineRows(withoutTransistor(10_000), [{}, { cline: 1e-9 }])),
  ];
  return table(
    [
      'circuit',
      'LOW, V',
      'rail, V',
      'line',
      'rise, us',
      'fall, us',
      `of a bit (${(BIT * 1e6).toFixed(2)} us)`,
      'margin to VIL, V',
      'margin to VIH, V',
      'understood',
    ],
    rows,
  );
}

async function bursts(): Promise<string> {
  const rows: string[][] = [];
  for (const [c1, capacitor] of [
    [storage, '1000 uF'],
    [2200e-6, '2200 uF'],
  ] as const)
    for (const tburst of ['2m', '5m', '10m', '20m']) {
      const cells = [capacitor, tburst.replace('m', ' ms')];
      const requests: string[] = [];
      for (const limit of [HARD, FOLD_BACK, { ...FOLD_BACK, iboard: LIMITER }]) {
        const quality = await measureSupply({ ...limit, c1, tburst });
        cells.push(`${quality.rail.toFixed(2)} / ${quality.v33.toFixed(2)}`);
        requests.push(dataRequest(quality.port, dataRequestOhm).toFixed(2));
      }
      cells.push(...requests);
      rows.push(cells);
    }
  return table(
    [
      'C1',
      'burst of 350 mA',
      'hard 250 mA: rail / 3V3, V',
      'fold-back: rail / 3V3, V',
      'limiter U1: rail / 3V3, V',
      'Data Request at 10 mA, V: hard',
      'fold-back',
      'limiter U1',
    ],
    rows,
  );
}

async function starts(): Promise<string> {
  const cold = { c1: storage, v0: 0, tend: '400m' };
  const cases = [
    ['plugged in, 80 mA', { ...cold, tstart: 1 }],
    ['cold start, radio off (20 mA)', { ...cold, tstart: 1, ibase: 0.02 }],
    ['cold start, steady 300 mA', { ...cold, iburst: 0.3, tstart: 0, tburst: 1 }],
  ] as const;
  const rows: string[][] = [];
  for (const [name, parameters] of cases)
    for (const [source, limit] of [
      ['hard 250 mA', HARD],
      ['fold-back', FOLD_BACK],
    ] as const) {
      const { upAt, end, current } = await measureSupply({ ...parameters, ...limit });
      rows.push([
        name,
        source,
        upAt === null ? '**never**' : `${(upAt * 1e3).toFixed(0)} ms`,
        end.toFixed(2),
        (current * 1e3).toFixed(0),
      ]);
    }
  return table(['event', 'the meter', '4.75 V after', 'rail at the end, V', 'most port current, mA'], rows);
}

async function cables(): Promise<string> {
  const rows: string[][] = [];
  for (const protection of PROTECTIONS) {
    const full = await measureCable(protection, false, { ilim: 1, ishort: 1, iload: 0.35 });
    const crossed = await measureCable(protection, true);
    const bench = await measureCable(protection, true, { ilim: 5, ishort: 5 });
    const out = await measureCable(protection, true, { module: 0, tend: 2 });
    const amps = (value: number) => (value * 1e3).toFixed(value < 0.01 ? 1 : 0);
    const volts = (value: number) => (Math.abs(value) < 0.005 ? '0.00' : value.toFixed(2));
    rows.push([
      protection,
      volts(full.rail),
      volts(crossed.rail),
      amps(crossed.current),
      volts(out.rail),
      volts(bench.rail),
      amps(bench.current),
    ]);
  }
  return table(
    [
      'protection',
      'right cable, 350 mA: rail, V',
      'crossed, meter: rail, V',
      'crossed, meter: mA',
      'crossed, module out: rail, V',
      'crossed, 5 A supply: rail, V',
      'crossed, 5 A supply: mA',
    ],
    rows,
  );
}

export async function results(): Promise<string> {
  return `<!-- Written by npm run pictures --workspace hardware; do not edit. -->
# Simulation results

Values are those of the schematic. Models are ideal or in the style of data sheets (\`spice/parts.inc\`); nothing here was measured.

## Data line at 115200 Bd

${await dataLine()}

## Supply in Wi-Fi bursts (80 mA otherwise)

${await bursts()}

## Plugging in and cold start (C1 empty, 1000 uF)

${await starts()}

## Right and crossed cable

Crossed, the signals cross too: Data Request draws through R1, and that is what is left behind a series protection.

${await cables()}
`;
}
