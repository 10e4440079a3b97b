/**
 * A process of its own, so that it can be run with and without a compiler: reads `<telegrams> <rounds>`, prints the
 * microseconds of CPU per telegram of every side and round as JSON.
 */

import { TelegramReader } from '@okosmero/moddable-app/p1';
import { ARC, Crc16 } from '@okosmero/moddable-app/p1/crc16';
import { readerParts, readReadings } from '@okosmero/moddable-app/p1/readings';
import { midnight } from '../../simulated-meter/calendar.js';
import { SLOT } from '../../simulated-meter/household.js';
import { SimulatedMeter } from '../../simulated-meter/meter.js';
import { printTelegram } from '../../simulated-meter/telegram.js';
import { cpuOf, interleave, type Side } from '../rounds.js';
import { dsmrParser, type Parse, p1Reader, smartmeterObis } from './peers.js';

const DAY = 20_316;
/** The peers read no raw bytes of Sanxing's fill: Sagemcom's telegram is all text, of the same objects. */
const LAYOUT = 'sagemcom';
const SERIAL = '990000000000417';
const DEVICE = { device: 'a1b2c3', log: '9f3c21d0' } as const;

const [count = 0, rounds = 0] = process.argv.slice(2).map(Number);
const meter = new SimulatedMeter({
  seed: 7,
  firstDay: DAY - 1,
  phases: 3,
  solarWatts: 5000,
  opening: { importWh: [61_204, 140_377], exportWh: [412_900, 233_815], quadrantVarh: [721, 88, 161_540, 144_002] },
});
const telegrams = Array.from({ length: count }, (_, i) =>
  Buffer.from(printTelegram(LAYOUT, meter.stateAt(midnight(DAY) + 43_200 + i * SLOT), SERIAL)),
);

/** Every side has to find this in every telegram, or it did not do the work. */
const importKilowatts = telegrams.map((telegram) =>
  Number(/1-0:1\.7\.0\(([\d.]+)/.exec(telegram.toString('latin1'))?.[1]),
);
const check = (who: string, found: readonly number[]): void => {
  const wrong = importKilowatts.findIndex((expected, i) => found[i] !== expected);
  if (wrong >= 0)
    throw new Error(`${who} reads ${found[wrong]} in telegram ${wrong}, which says ${importKilowatts[wrong]}`);
};

const perTelegram = (work: () => void): number => cpuOf(work) / count;

/** Our reader up to its JSON text, both checksums and all checks of a meter in use included. */
const readText: Side = () => {
  let accepted = 0;
  const reader = new TelegramReader(readerParts(DEVICE.device, DEVICE.log), {
    takeSeq: () => accepted + 1,
    onReading: () => accepted++,
    onReject: (reason) => {
      throw new Error(`our reader rejects a telegram: ${reason}`);
    },
  });
  const cost = perTelegram(() => {
    for (const telegram of telegrams) reader.feed(telegram);
  });
  if (accepted !== count) throw new Error(`our reader accepts ${accepted} of ${count} telegrams`);
  return cost;
};

/** Our reader up to the object, which is what the peers give. */
const readObject: Side = () => {
  const found: number[] = [];
  const reader = readReadings({ ...DEVICE, onReading: ({ objects }) => found.push(objects['1-0:1.7.0'] as number) });
  const cost = perTelegram(() => {
    for (const telegram of telegrams) reader.feed(telegram);
  });
  check('our reader', found);
  return cost;
};

const texts: string[] = [];
{
  const reader = readReadings({
    ...DEVICE,
    onReading: (_reading, _columns, json) => texts.push(Buffer.from(json).toString()),
  });
  for (const telegram of telegrams) reader.feed(telegram);
}
const parseJson: Side = () =>
  perTelegram(() => {
    for (const text of texts) JSON.parse(text);
  });

/** The floor: one byte after the other through a table of CRC-16/ARC. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => new Crc16(ARC).checksum(Uint8Array.of(byte)));
const crcPass: Side = () => {
  let sum = 0;
  const cost = perTelegram(() => {
    for (const telegram of telegrams) {
      let crc = 0;
      for (let i = 0; i < telegram.length; i++)
        crc = (crc >> 8) ^ (TABLE[(crc ^ (telegram[i] as number)) & 0xff] as number);
      sum += crc;
    }
  });
  if (sum === 0) throw new Error('the checksums are all nothing');
  return cost;
};

const peer =
  (who: string, parse: Parse): Side =>
  () => {
    let found: number[] = [];
    const cost = perTelegram(() => {
      found = telegrams.map(parse);
    });
    check(who, found);
    return cost;
  };

const costs = await interleave(
  {
    readText,
    crcPass,
    parseJson,
    readObject,
    dsmrParser: peer('dsmr-parser', dsmrParser()),
    p1Reader: peer('p1-reader', p1Reader()),
    smartmeterObis: peer('smartmeter-obis', smartmeterObis()),
  },
  rounds,
);
const bytes = telegrams.reduce((sum, { length }) => sum + length, 0) / count;
process.stdout.write(JSON.stringify({ bytes, costs }));
