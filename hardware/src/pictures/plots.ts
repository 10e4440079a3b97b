/** The simulations as pictures: the data line, the supply in bursts, the start. */
import { asDrawn, mission, storage } from '../spice/assemblies.js';
import { VIH, VIL } from '../spice/data-line.js';
import { simulate, type Waveforms } from '../spice/simulate.js';
import { FOLD_BACK, HARD } from '../spice/supply.js';
import { type Plot, plots, type Series } from './svg.js';

const trace = (name: string, { time, volts }: Waveforms, node: string, unit: number): Series => {
  const values = volts(node);
  return { name, points: time.map((at, i) => [at / unit, values[i] ?? 0] as const) };
};

export async function dataLinePlot(): Promise<string> {
  const panels: Plot[] = [];
  for (const vol of [0.2, 0.6, 1.0]) {
    const drawn = asDrawn('bc847');
    const board = await simulate(drawn.deck, { ...drawn.parameters, vol });
    const other = await simulate(mission.deck, { ...mission.parameters, vol });
    panels.push({
      title: `The meter's LOW is ${vol.toFixed(1)} V`,
      xLabel: 'time, us',
      yLabel: 'V',
      x: [35, 95],
      y: [-0.5, 5.5],
      limits: [
        { at: VIH, name: 'surely 1 above (VIH)' },
        { at: VIL, name: 'surely 0 below (VIL)' },
      ],
      series: [
        trace('data line of the board', board, 'data', 1e-6),
        trace('pin D7, board as drawn', board, 'rx', 1e-6),
        trace("pin D7, mission's circuit", other, 'rx', 1e-6),
      ],
    });
  }
  return plots('The data line and the receive pin, as drawn and with the circuit of the mission', panels);
}

export async function burstPlot(): Promise<string> {
  const panels: Plot[] = [];
  for (const [name, limit] of [
    ['a hard 250 mA', HARD],
    ['fold-back from 280 to 50 mA', FOLD_BACK],
  ] as const) {
    const series: Series[] = [];
    for (const [length, c1, label] of [
      ['2m', storage, '2 ms, 1000 uF'],
      ['5m', storage, '5 ms, 1000 uF'],
      ['10m', storage, '10 ms, 1000 uF'],
      ['20m', storage, '20 ms, 1000 uF'],
      ['20m', 2200e-6, '20 ms, 2200 uF'],
    ] as const)
      series.push(trace(label, await simulate('supply.cir', { ...limit, c1, tburst: length }), 'rail', 1e-3));
    panels.push({
      title: `Rail in a burst of 350 mA, the meter gives ${name}`,
      xLabel: 'time, ms',
      yLabel: 'V',
      x: [10, 90],
      y: [2, 5.5],
      limits: [{ at: 3.55, name: '3.3 V begins to fall' }],
      series,
    });
  }
  return plots('The 5 V rail in Wi-Fi bursts', panels);
}

export async function startPlot(): Promise<string> {
  const start = { c1: storage, v0: 0, tend: '150m' };
  const series: Series[] = [];
  for (const [name, limit] of [
    ['hard limit', HARD],
    ['fold-back', FOLD_BACK],
  ] as const) {
    series.push(
      trace(
        `radio off, ${name}`,
        await simulate('supply.cir', { ...start, ...limit, ibase: 0.02, tstart: 1 }),
        'rail',
        1e-3,
      ),
    );
    series.push(
      trace(
        `300 mA at once, ${name}`,
        await simulate('supply.cir', { ...start, ...limit, iburst: 0.3, tstart: 0, tburst: 1 }),
        'rail',
        1e-3,
      ),
    );
  }
  return plots('Plugged in from cold', [
    {
      title: 'Rail after plugging in, C1 empty',
      xLabel: 'time, ms',
      yLabel: 'V',
      x: [0, 150],
      y: [0, 5.5],
      limits: [{ at: 4.75, name: 'up' }],
      series,
    },
  ]);
}
