import type { Archive } from '../archive/archive.js';
import type { ServiceHealth } from '../contract.js';
import type { Fleet } from '../fleet.js';
import type { HouseholdStore } from '../household.js';
import type { Live } from '../live.js';

/** What the routes serve. */
export interface Sources {
  readonly archive: Archive;
  readonly fleet: Fleet;
  readonly household: HouseholdStore;
  readonly live: Live;
  readonly health: () => ServiceHealth;
  readonly version: string;
  /** UTC seconds of the start. */
  readonly started: number;
  /** Effective configuration, secrets masked. */
  readonly config: unknown;
}
