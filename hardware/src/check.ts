/** npm run check:hardware: every rule on the project as it is, then every deliberate breakage. */
import { fileURLToPath } from 'node:url';
import { BREAKAGES, uncaught } from './breakages.js';
import { ensureKicad } from './kicad/install.js';
import { hardware } from './kicad/project.js';
import { RULES } from './rules/all.js';

const folder = fileURLToPath(hardware).replace(/\/$/, '');
const copy = { hardware: folder, firmware: fileURLToPath(new URL('../moddable-app/src', hardware)) };

const kicad = ensureKicad();
if (!kicad.ok) {
  console.error(`check:hardware cannot run. ${kicad.reason}`);
  process.exit(2);
}
console.log(`KiCad ${kicad.version}`);
let failed = false;
for (const [name, rule] of Object.entries(RULES)) {
  const findings = rule(copy);
  console.log(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const finding of findings) console.log(`       ${finding}`);
  failed ||= findings.length > 0;
}
const missed = uncaught(copy, process.argv.includes('--verbose') ? (line) => console.log(`       ${line}`) : () => {});
console.log(`${missed.length === 0 ? 'ok  ' : 'FAIL'} ${BREAKAGES.length} deliberate breakages are caught`);
for (const line of missed) console.log(`       ${line}`);
process.exit(failed || missed.length > 0 ? 1 : 0);
