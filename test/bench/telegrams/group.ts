/** Telegrams in Node: our reader beside three parsers from npm and beside one pass of the checksum, on the same bytes. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { absolute, compared, held, type Line, ratioOf } from '../ratio.js';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

type Name = 'readText' | 'crcPass' | 'parseJson' | 'readObject' | 'dsmrParser' | 'p1Reader' | 'smartmeterObis';

interface Result {
  /** Mean length of a telegram. */
  readonly bytes: number;
  /** Microseconds of CPU per telegram by round. */
  readonly costs: Readonly<Record<Name, readonly number[]>>;
}

export async function measure(): Promise<Line[]> {
  const { bytes, costs } = await run([], 800, 15);
  const { costs: interpreted } = await run(['--jitless'], 40, 9);
  return [
    held(
      'G1',
      'our reader to its JSON text, with all its checks / one pass of a table CRC-16',
      ratioOf(costs.readText, costs.crcPass),
    ),
    held('G4', 'the same / JSON.parse of that text', ratioOf(costs.readText, costs.parseJson)),
    held('G2', 'dsmr-parser (checks the CRC) / our reader to an object', ratioOf(costs.dsmrParser, costs.readObject)),
    ...peers('JIT', costs),
    ...peers('--jitless', interpreted),
    compared(
      '--jitless: our reader to its JSON text / one pass of a table CRC-16',
      ratioOf(interpreted.readText, interpreted.crcPass),
    ),
    absolute(`our reader to its JSON text, telegrams of ${Math.round(bytes)} bytes`, 'µs', costs.readText),
    absolute('our reader to an object', 'µs', costs.readObject),
    absolute('table CRC-16 alone', 'µs', costs.crcPass),
    absolute('dsmr-parser', 'µs', costs.dsmrParser),
    absolute('p1-reader', 'µs', costs.p1Reader),
    absolute('smartmeter-obis', 'µs', costs.smartmeterObis),
    absolute('--jitless: our reader to an object', 'µs', interpreted.readObject),
    absolute('--jitless: dsmr-parser', 'µs', interpreted.dsmrParser),
  ];
}

function peers(engine: string, costs: Result['costs']): Line[] {
  return [
    held('faster', `${engine}: dsmr-parser / ours`, ratioOf(costs.dsmrParser, costs.readObject)),
    held('faster', `${engine}: p1-reader (no CRC) / ours`, ratioOf(costs.p1Reader, costs.readObject)),
    held('faster', `${engine}: smartmeter-obis (no CRC) / ours`, ratioOf(costs.smartmeterObis, costs.readObject)),
  ];
}

async function run(engine: readonly string[], telegrams: number, rounds: number): Promise<Result> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...engine, '--import', 'tsx', WORKER, String(telegrams), String(rounds)],
    { timeout: 120_000 },
  );
  return JSON.parse(stdout) as Result;
}
