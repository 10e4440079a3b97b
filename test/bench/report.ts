/** The report of a run: a table for people, JSON for machines. */
import { cpus, loadavg, release, totalmem } from 'node:os';
import { type Goal, targetOf } from './goals.js';
import { isMet, type Line } from './ratio.js';

export interface GroupReport {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** Load of the last minute when the run began: 2 on two cores is a busy machine. */
  readonly load: number;
}

export const machineNow = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

export function asText({ name, lines }: GroupReport): string {
  return `${[`\n${name}`, ...lines.map(row)].join('\n')}\n`;
}

export function summaryOf(groups: readonly GroupReport[]): string {
  const verdicts = groups.flatMap(({ lines }) => lines.map(isMet)).filter((verdict) => verdict !== null);
  const unmeasured = groups.flatMap(({ lines }) => lines.filter((line) => 'reason' in line)).length;
  const rest = unmeasured > 0 ? `, ${unmeasured} not measured` : '';
  return `${verdicts.filter(Boolean).length} of ${verdicts.length} goals met${rest}`;
}

export function asJson(machine: Machine, groups: readonly GroupReport[]): string {
  const judged = groups.map(({ name, lines }) => ({
    name,
    lines: lines.map((line) => ({
      ...line,
      target: line.goal === null ? null : targetOf(line.goal),
      met: isMet(line),
    })),
  }));
  return `${JSON.stringify({ machine, groups: judged }, null, 2)}\n`;
}

/** The table of README.md: every figure that is a ratio, held to a goal or not. */
export function asMarkdown(machine: Machine, groups: readonly GroupReport[]): string {
  const { cpu, cores, memoryGiB, kernel, node, load } = machine;
  const date = new Date().toISOString().slice(0, 10);
  const rows = groups.flatMap(({ lines }) => lines.flatMap((line) => markdownRow(line) ?? []));
  return [
    `${date}, ${cores} × ${cpu}, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, load ${load} at the start: ${summaryOf(groups)}.`,
    '',
    '| goal | target | median (least–most) | | what |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function markdownRow(line: Line): string | null {
  if ('reason' in line) return `| ${line.goal} | ${bound(line.goal)} | | not measured | ${line.what}: ${line.reason} |`;
  const { goal, spread, unit, what } = line;
  if (unit !== '×') return null;
  const cells = [
    goal ?? '',
    goal === null ? '' : bound(goal),
    `${short(spread.median)} (${short(spread.min)}–${short(spread.max)})`,
  ];
  const verdict = goal === null ? '' : isMet(line) ? 'met' : 'missed';
  return `| ${[...cells, verdict, what].join(' | ')} |`;
}

function row(line: Line): string {
  if ('reason' in line) return `  ${line.goal.padEnd(10)} not measured: ${line.reason}`;
  const { goal, spread, unit, what } = line;
  const figure = `${short(spread.median)} ${unit}`.padStart(12);
  const range = `(${short(spread.min)}–${short(spread.max)})`.padEnd(17);
  const verdict = goal === null ? '' : `${bound(goal)}  ${isMet(line) ? 'met' : 'MISSED'}`;
  return `  ${(goal ?? '').padEnd(10)} ${figure}  ${range} ${verdict.padEnd(14)} ${what}`.trimEnd();
}

function bound(goal: Goal): string {
  const { atMost, atLeast } = targetOf(goal);
  return atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
}

const short = (value: number): string => (value >= 1000 ? String(Math.round(value)) : String(+value.toPrecision(3)));
