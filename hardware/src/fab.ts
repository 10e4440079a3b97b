/** npm run fab: everything that a board house, an etcher or an assembler asks for, into hardware/fab (ignored by git). */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kicad } from './kicad/cli.js';
import { ensureKicad } from './kicad/install.js';
import { hardware } from './kicad/project.js';

const folder = fileURLToPath(hardware).replace(/\/$/, '');
const fab = join(folder, 'fab');
const board = join(folder, 'p1-reader.kicad_pcb');
const schematic = join(folder, 'p1-reader.kicad_sch');

function produce(): void {
  rmSync(fab, { recursive: true, force: true });
  mkdirSync(join(fab, 'gerbers'), { recursive: true });
  kicad(
    'pcb',
    'export',
    'gerbers',
    '--layers',
    'B.Cu,B.Mask,B.Paste,B.Silkscreen,F.Mask,F.Silkscreen,Edge.Cuts',
    '-o',
    join(fab, 'gerbers/'),
    board,
  );
  kicad('pcb', 'export', 'drill', '--format', 'excellon', '--excellon-units', 'mm', '-o', join(fab, 'gerbers/'), board);
  kicad(
    'pcb',
    'export',
    'pos',
    '--format',
    'csv',
    '--units',
    'mm',
    '--side',
    'both',
    '--exclude-dnp',
    '-o',
    join(fab, 'positions.csv'),
    board,
  );
  // At 1:1 and not mirrored: laid toner down on the copper, the top view of the bottom layer comes out right.
  kicad(
    'pcb',
    'export',
    'pdf',
    '--layers',
    'B.Cu,Edge.Cuts',
    '--black-and-white',
    '--drill-shape-opt',
    '1',
    '--mode-single',
    '-o',
    join(fab, 'etching-mask-1to1.pdf'),
    board,
  );
  kicad(
    'pcb',
    'export',
    'pdf',
    '--layers',
    'F.Mask,F.Fab,F.Silkscreen,Edge.Cuts',
    '--black-and-white',
    '--mode-single',
    '-o',
    join(fab, 'assembly-top.pdf'),
    board,
  );
  kicad(
    'pcb',
    'export',
    'pdf',
    '--layers',
    'B.Fab,B.Silkscreen,B.Mask,Edge.Cuts',
    '--mirror',
    '--black-and-white',
    '--mode-single',
    '-o',
    join(fab, 'assembly-bottom.pdf'),
    board,
  );
  kicad('sch', 'export', 'pdf', '-o', join(fab, 'schematic.pdf'), schematic);
  kicad(
    'pcb',
    'render',
    '--width',
    '1600',
    '--height',
    '1150',
    '--rotate',
    '-45,0,20',
    '--background',
    'opaque',
    '-o',
    join(fab, 'board-3d.png'),
    board,
  );
  copyFileSync(join(folder, 'bom.csv'), join(fab, 'bom.csv'));
}

const installed = ensureKicad();
if (!installed.ok) {
  console.error(`fab cannot run. ${installed.reason}`);
  process.exit(2);
}
produce();
console.log(
  `KiCad ${installed.version}: hardware/fab holds Gerbers, drill file, BOM, positions, PDFs and a 3D picture`,
);
