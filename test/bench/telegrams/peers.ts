/** Three parsers from npm, each as a function from the bytes of a telegram to the import power in kW that it found. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export type Parse = (telegram: Buffer) => number;

interface DsmrParser {
  parse(telegram: string): { readonly objects: Readonly<Record<string, number>> };
}

/** Checks the CRC; a regular expression for each field. */
export function dsmrParser(): Parse {
  const parser = require('dsmr-parser') as DsmrParser;
  return (telegram) =>
    parser.parse(telegram.toString('latin1')).objects['actual electricity power delivered'] ?? Number.NaN;
}

/** Line by line; knows no CRC. It complains of every line that it does not know: that costs, and is left out here. */
export function p1Reader(): Parse {
  const parsePacket = require('p1-reader/lib/parsePacket') as (packet: string) => {
    readonly electricity: { readonly received: { readonly actual: { readonly reading: number } } };
  };
  return (telegram) => quietly(() => parsePacket(telegram.toString('latin1'))).electricity.received.actual.reading;
}

interface D0 {
  initState(): void;
  checkMessage(message: Buffer): boolean;
  handleMessage(message: Buffer): Buffer | null;
}

/** Any OBIS meter, IEC 62056-21 mode D; does not check the CRC. */
export function smartmeterObis(): Parse {
  const { D0Protocol } = require('smartmeter-obis') as {
    readonly D0Protocol: new (
      options: object,
      take: (
        error: Error | null,
        found: Readonly<Record<string, { getValue(index: number): { readonly value: number } }>>,
      ) => void,
    ) => D0;
  };
  let power = Number.NaN;
  const protocol = new D0Protocol({ debug: 0, logger: () => undefined }, (error, found) => {
    if (error !== null) throw error;
    power = found['1-0:1.7.0']?.getValue(0).value ?? Number.NaN;
  });
  return (telegram) => {
    protocol.initState();
    if (!protocol.checkMessage(telegram)) throw new Error('smartmeter-obis takes no sign-on line');
    const rest = protocol.handleMessage(telegram);
    if (rest === null || !protocol.checkMessage(rest)) throw new Error('smartmeter-obis finds no data');
    protocol.handleMessage(rest);
    return power;
  };
}

function quietly<T>(work: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return work();
  } finally {
    console.error = error;
  }
}
