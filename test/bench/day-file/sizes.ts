/** Bytes of a day: our pack beside gzip of the same CSV and beside Parquet at its best. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { HouseholdDay } from '../household-day.js';
import { absolute, held, type Line, ratioOf } from '../ratio.js';

const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 6 });

/** Deltas of every column, gzip on each page or around the whole file: whichever is smaller. */
function parquetBytes({ columns }: HouseholdDay): number {
  const columnData = Object.entries(columns).map(([name, values]) => ({
    name,
    data: Int32Array.from(values as ArrayLike<number>),
    type: 'INT32' as const,
    encoding: 'DELTA_BINARY_PACKED' as const,
    statistics: false,
    offsetIndex: false,
  }));
  const pages = parquetWriteBuffer({ columnData, codec: 'GZIP', compressors: { GZIP: gzip } });
  const plain = parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED' });
  return Math.min(pages.byteLength, gzip(new Uint8Array(plain)).length);
}

/** Each of `days` is a round. */
export function sizes(days: readonly HouseholdDay[]): Line[] {
  const packs = days.map(({ pack }) => pack.length);
  const csvs = days.map(({ csv }) => csv.length);
  return [
    held(
      'G13',
      'pack of a day / gzip -6 of its CSV',
      ratioOf(
        packs,
        days.map(({ csv }) => gzip(Buffer.from(csv)).length),
      ),
    ),
    held('G14', 'pack of a day / Parquet with delta encoding and gzip', ratioOf(packs, days.map(parquetBytes))),
    absolute('pack of a day', 'B', packs),
    absolute('CSV of a day', 'B', csvs),
  ];
}
