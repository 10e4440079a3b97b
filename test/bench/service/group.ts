/** The service as it ships: a message, many meters, many years. */
import type { Line } from '../ratio.js';
import { ingest } from './ingest.js';
import { meters } from './meters.js';
import { years } from './years.js';

export async function measure(): Promise<Line[]> {
  return [...(await ingest()), ...(await meters()), ...(await years())];
}
