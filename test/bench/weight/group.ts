/** What the app weighs on the wire: all its scripts and styles beside the libraries in it, and beside a chart library alone. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleCode } from '../bundle.js';
import { absolute, compared, held, type Line, ratioOf } from '../ratio.js';

const ASSETS = fileURLToPath(new URL('../../../pwa/dist/assets', import.meta.url));

/** The four of the goal, each whole. */
const LIBRARIES = [
  "export * from 'lit'; export * from 'lit/decorators.js';",
  "export * from 'idb';",
  "export * from 'workbox-window';",
  "export { default } from 'uplot'; import 'uplot/dist/uPlot.min.css';",
];
const CHARTJS = "export { Chart, Decimation, LinearScale, LineController, LineElement, PointElement } from 'chart.js';";

const gzipped = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length;

async function weightOf(code: string): Promise<number> {
  return [...(await bundleCode(code)).values()].reduce((sum, text) => sum + gzipped(text), 0);
}

export async function measure(): Promise<Line[]> {
  if (!existsSync(ASSETS)) throw new Error('pwa/dist is missing: run `npm run build` first');
  const names = readdirSync(ASSETS).filter((name) => /\.(js|css)$/.test(name));
  const app = [names.reduce((sum, name) => sum + gzipped(readFileSync(join(ASSETS, name))), 0)];
  let libraries = 0;
  for (const code of LIBRARIES) libraries += await weightOf(code);
  const chartjs = await weightOf(CHARTJS);
  return [
    held(
      'G23',
      'all scripts and styles of the app / Lit, idb, workbox-window and uPlot alone',
      ratioOf(app, [libraries]),
    ),
    compared('all scripts and styles of the app / Chart.js alone, tree-shaken', ratioOf(app, [chartjs])),
    absolute(`all scripts and styles of the app, ${names.length} files`, 'B', app),
    absolute('Lit, idb, workbox-window and uPlot', 'B', [libraries]),
    absolute('Chart.js, tree-shaken', 'B', [chartjs]),
  ];
}
