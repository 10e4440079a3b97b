/** npm run pictures: makes every picture, table and the BOM anew from the board and the decks, and stamps them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureKicad } from './kicad/install.js';
import { hardware } from './kicad/project.js';
import { readParts } from './kicad/schematic.js';
import { boardViews, schematicViews } from './pictures/board-views.js';
import { pinout } from './pictures/pinout.js';
import { burstPlot, dataLinePlot, startPlot } from './pictures/plots.js';
import { prototypeBoard } from './pictures/prototype-board.js';
import { results } from './pictures/results.js';
import { billOfMaterials } from './rules/bom.js';
import { stampOf } from './rules/pictures.js';

const folder = fileURLToPath(hardware).replace(/\/$/, '');
const pictures = join(folder, 'pictures');
const schematic = join(folder, 'p1-reader.kicad_sch');

async function draw(): Promise<void> {
  const kicad = ensureKicad();
  if (!kicad.ok) throw new Error(`the pictures cannot be made. ${kicad.reason}`);
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
  writeFileSync(join(folder, 'bom.csv'), billOfMaterials(readParts(schematic)));
  writeFileSync(join(pictures, 'pinout.svg'), pinout());
  writeFileSync(join(pictures, 'prototype-board.svg'), prototypeBoard(folder));
  writeFileSync(join(pictures, 'data-line.svg'), await dataLinePlot());
  writeFileSync(join(pictures, 'bursts.svg'), await burstPlot());
  writeFileSync(join(pictures, 'start.svg'), await startPlot());
  writeFileSync(join(pictures, 'simulation-results.md'), await results());
  schematicViews(schematic, pictures);
  boardViews(folder, pictures);
  writeFileSync(join(pictures, 'stamp.json'), `${JSON.stringify(stampOf(folder), null, 2)}\n`);
}

draw().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
