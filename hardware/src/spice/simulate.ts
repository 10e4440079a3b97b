/**
 * Runs a deck of hardware/spice in ngspice compiled to WebAssembly. The decks are ordinary ngspice files: `.param` lines hold
 * the defaults, `.include` names a file of the same folder.
 */
import { readFileSync } from 'node:fs';
import { Simulation } from 'eecircuit-engine';

export type Parameters = Readonly<Record<string, number | string>>;

/** One transient run: seconds and, by node name, volts at these instants. */
export interface Waveforms {
  readonly time: readonly number[];
  /** @throws when the deck has no such node. */
  volts(node: string): readonly number[];
}

const folder = new URL('../../spice/', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8').replace(/^\.include (\S+)$/gm, (_, file: string) => read(file));
}

/** The deck with its `.param` defaults replaced. A parameter that the deck does not have is an error, not a silent no-op. */
export function deck(name: string, parameters: Parameters): string {
  let text = read(name);
  for (const [key, value] of Object.entries(parameters)) {
    const pattern = new RegExp(`^(\\.param .*\\b${key}=)\\S+`, 'm');
    if (!pattern.test(text)) throw new Error(`hardware/spice/${name} has no parameter ${key}`);
    text = text.replace(pattern, (_, head: string) => head + value);
  }
  // ngspice takes numbers in braces only; the name of a model is put in as text.
  const model = /^\.param .*\bq=(\S+)/m.exec(text)?.[1];
  return model === undefined ? text : text.replaceAll('{q}', model).replace(/^(\.param .*) q=\S+/m, '$1');
}

let engine: Promise<Simulation> | undefined;

function start(): Promise<Simulation> {
  engine ??= (async () => {
    const simulation = new Simulation();
    await simulation.start();
    return simulation;
  })();
  return engine;
}

/** A deck that ngspice refuses makes the engine wait for ever; then this says so. */
function withinAMinute<T>(name: string, run: Promise<T>): Promise<T> {
  const limit = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new Error(`hardware/spice/${name} did not end within a minute: ngspice refused the deck`)),
      60_000,
    ).unref();
  });
  return Promise.race([run, limit]);
}

/** @throws with ngspice's own words when the deck does not run. */
export async function simulate(name: string, parameters: Parameters = {}): Promise<Waveforms> {
  const simulation = await start();
  simulation.setNetList(deck(name, parameters));
  const result = await withinAMinute(name, simulation.runSim());
  const problems = simulation.getError().filter((line) => !/^(Note|Warning):/.test(line));
  if (problems.length > 0) throw new Error(`hardware/spice/${name}: ${problems.join(' ')}`);
  if (result.dataType !== 'real') throw new Error(`hardware/spice/${name} is not a transient analysis`);
  const columns = new Map(result.data.map((column) => [column.name.toLowerCase(), column.values]));
  const column = (key: string): readonly number[] => {
    const values = columns.get(key);
    if (!values) throw new Error(`hardware/spice/${name} has no ${key}; it has ${[...columns.keys()].join(', ')}`);
    return values;
  };
  return { time: column('time'), volts: (node) => column(`v(${node})`) };
}
