import type { Contract, YearSummary } from '@okosmero/pi-service/contract';
import type { ReactiveControllerHost } from 'lit';
import type { App } from '../app.js';
import { type AllowanceState, allowanceState } from '../data/allowance.js';
import { type DayMap, dayMap, type EnergyMap } from '../data/days.js';
import { type Forecast, forecast } from '../data/forecast.js';
import { withGaps } from '../data/gaps.js';
import { Query } from './query.js';
import { Watch } from './watch.js';

/** What an element that shows costs is given. */
export interface AccountHost extends ReactiveControllerHost {
  readonly app: App;
  readonly meter: string | null;
}

/** The contract of the meter in force, with the days that its accounting year and the forecast need. */
export class Account {
  readonly #host: AccountHost;
  readonly #years: Query<readonly YearSummary[]>;
  #derived: {
    readonly from: readonly unknown[];
    readonly days: DayMap;
    readonly energies: EnergyMap;
    readonly forecast: Forecast | null;
  } | null = null;

  constructor(host: AccountHost) {
    this.#host = host;
    // An accounting year may have begun in the last calendar year, and its forecast leans on the one before it.
    const years = (): number[] => {
      const now = Number(host.app.today().slice(0, 4));
      const first = host.app.meters.value?.meters.find(({ id }) => id === host.meter)?.firstDay ?? null;
      return first === null ? [] : [now - 2, now - 1, now].filter((year) => year >= Number(first.slice(0, 4)));
    };
    this.#years = new Query(host, {
      key: () => (host.meter === null ? null : `${host.meter} ${years().join(' ')}`),
      ask: () => host.app.mirror.years(host.meter as string, years()),
      revision: () => host.app.mirror.revision,
    });
    new Watch(host, () => [host.app.household, host.app.meters]);
  }

  get contract(): Contract | null {
    const { app, meter } = this.#host;
    return meter === null ? null : (app.household.value?.contracts[meter] ?? null);
  }

  /** Null until the archive or the cache has answered. */
  get days(): DayMap | null {
    return this.#years.value === null ? null : this.#derive().days;
  }

  /** The days' energies for sums of money: with what flowed in gaps over midnight. */
  get energies(): EnergyMap | null {
    return this.#years.value === null ? null : this.#derive().energies;
  }

  get allowance(): AllowanceState | null {
    const { energies, contract } = this;
    return energies === null || contract === null ? null : allowanceState(energies, contract, this.#host.app.today());
  }

  get forecast(): Forecast | null {
    return this.#years.value === null ? null : this.#derive().forecast;
  }

  /** A forecast walks a year of days: once for each change, not for each frame. */
  #derive() {
    const today = this.#host.app.today();
    const from = [this.#years.value, this.contract, today];
    if (this.#derived === null || from.some((value, i) => value !== this.#derived?.from[i])) {
      const days = dayMap(this.#years.value ?? []);
      const energies = withGaps(days);
      const expected = this.contract === null ? null : forecast(energies, this.contract, today);
      this.#derived = { from, days, energies, forecast: expected };
    }
    return this.#derived;
  }
}
