/**
 * `npm run bench [-- --json | --markdown] [-- <group>…]`: every group prints its figures as soon as it has them. Standard output is the
 * report alone, progress goes to standard error. A missed goal is a finding, not a failure; a group that cannot run is one.
 */
import { parseArgs } from 'node:util';
import { ensureTools } from '../setup/tools.js';
import { installPeers } from './peers.js';
import type { Line } from './ratio.js';
import { asJson, asMarkdown, asText, type GroupReport, machineNow, summaryOf } from './report.js';

/** Loaded one by one, after the peers are there. */
const GROUPS: Readonly<Record<string, () => Promise<{ readonly measure: () => Promise<Line[]> }>>> = {
  telegrams: () => import('./telegrams/group.js'),
  'day-file': () => import('./day-file/group.js'),
  http: () => import('./http/group.js'),
  charts: () => import('./charts/group.js'),
  service: () => import('./service/ingest.js'),
  meters: () => import('./service/meters.js'),
  years: () => import('./service/years.js'),
  disk: () => import('./service/disk.js'),
  start: () => import('./start/group.js'),
  weight: () => import('./weight/group.js'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}. Groups: ${Object.keys(GROUPS).join(', ')}`);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const machine = machineNow();
const reports: GroupReport[] = [];
let broken = 0;
ensureTools(['chromium', 'mosquitto']);
installPeers();
for (const [name, load] of Object.entries(GROUPS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.error(`… ${name}`);
  try {
    const { measure } = await load();
    const report = { name, lines: await measure() };
    reports.push(report);
    if (!values.json && !values.markdown) process.stdout.write(asText(report));
  } catch (error) {
    broken++;
    console.error(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (values.json) process.stdout.write(asJson(machine, reports));
else if (values.markdown) process.stdout.write(asMarkdown(machine, reports));
else {
  const { cpu, cores, node, load } = machine;
  process.stdout.write(`\n${summaryOf(reports)}; ${cores} × ${cpu}, Node ${node}, load ${load} at the start\n`);
}
process.exitCode = broken > 0 ? 1 : 0;
