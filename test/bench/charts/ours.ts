/** The app's own element: Lit, uPlot, its min-max pyramid, grid and labels. The pyramid belongs to the first paint. */
import { buildPyramid } from '@okosmero/pwa/data/series';
import '@okosmero/pwa/elements/ok-power-chart.js';
import { COLORS, HEIGHT, type MakeChart, type Stretch } from './chart.js';

interface PowerChart extends HTMLElement {
  pyramid: unknown;
  from: number;
  to: number;
  range: { readonly min: number; readonly max: number };
  readonly canvas: HTMLCanvasElement | null;
  readonly updateComplete: Promise<boolean>;
}

const PALETTE: Readonly<Record<string, string>> = {
  import: COLORS.import,
  'import-soft': '#f6d9c9',
  export: COLORS.export,
  'export-soft': '#c9e6e6',
  line: '#e4e2db',
  muted: '#646a72',
  hatch: '#8d929a',
  card: '#ffffff',
};

export const make: MakeChart = (columns) => async (host, window) => {
  for (const [name, color] of Object.entries(PALETTE)) host.style.setProperty(`--${name}`, color);
  host.style.setProperty('--chart-height', `${HEIGHT}px`);
  const chart = document.createElement('ok-power-chart') as PowerChart;
  chart.pyramid = buildPyramid(columns);
  let [min, max] = [0, 500];
  for (const watts of columns.importW) if (watts > max) max = watts;
  for (const watts of columns.exportW) if (-watts < min) min = -watts;
  chart.range = { min, max };
  const show = async ({ from, to }: Stretch): Promise<void> => {
    chart.from = from;
    chart.to = to;
    await chart.updateComplete;
    // uPlot draws in a microtask of its own.
    await Promise.resolve();
  };
  host.append(chart);
  await show(window);
  const { canvas } = chart;
  if (canvas === null) throw new Error('ok-power-chart drew nothing');
  return { canvas, show };
};
