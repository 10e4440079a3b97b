/** What to ask the boards for so that the archive gets complete again. */
import type { Archive } from './archive.js';

/** The device's log keeps 33 days at a reading every 10 s. */
export const RECOVERABLE_SECONDS = 33 * 86_400;
/** Two holes with less between them are asked for at once. */
const JOIN_SECONDS = 900;

export interface Replay {
  readonly device: string;
  readonly from: number;
  readonly to: number;
}

/** Stretches to send as `replay`, oldest first. `devices`: the boards that are there; one that no meter is known of is asked for all. */
export async function planRecover(archive: Archive, devices: readonly string[], now: number): Promise<Replay[]> {
  const from = now - RECOVERABLE_SECONDS;
  const meters = archive.meters();
  const replays: Replay[] = [];
  for (const device of devices) {
    const own = meters.filter((meter) => meter.device === device);
    if (own.length === 0) replays.push({ device, from, to: now });
    for (const { id } of own) {
      let last: { from: number; to: number } | null = null;
      for (const hole of await archive.holes(id, from, now)) {
        if (last !== null && hole.from - last.to < JOIN_SECONDS) last.to = hole.to;
        else {
          if (last !== null) replays.push({ device, ...last });
          last = { ...hole };
        }
      }
      if (last !== null) replays.push({ device, ...last });
    }
  }
  return replays.sort((a, b) => a.from - b.from);
}
