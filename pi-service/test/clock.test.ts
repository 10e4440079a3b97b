/** The built service over midnight, over both Hungarian clock changes, and with a clock that is ten years wrong. */
import { afterAll, describe, expect, test } from 'vitest';
import { type DayIndex, type DaySummary, ROUTES, type YearSummary } from '../src/contract.js';
import { addDays, dayBounds, meterTime } from '../src/day.js';
import { household } from './archive/household.js';
import { accountOf, Board } from './support/board.js';
import { until } from './support/ports.js';
import { ServiceClock } from './support/service-clock.js';
import { ServiceProcess } from './support/service-process.js';

const METER = '9912345678';
const TEN_YEARS = 3653 * 86_400;

/** The service with a clock of its own, and a board whose meter is right. */
class Run {
  private constructor(
    readonly clock: ServiceClock,
    readonly service: ServiceProcess,
    readonly board: Board,
  ) {}

  static async startAt(utc: number): Promise<Run> {
    const clock = new ServiceClock(utc);
    const service = await ServiceProcess.start({ ...clock.environment, OKOSMERO_DATA_FLUSH_SECONDS: '1' });
    const run = new Run(clock, service, await Board.connect(service, accountOf(service)));
    runs.push(run);
    return run;
  }

  async stop(): Promise<void> {
    await this.board.close();
    await this.service.stop();
  }

  /** Sends readings from an instant to another (exclusive). */
  async send(from: number, to: number, step: number, pause = 0): Promise<void> {
    for (const reading of household(from, to, { step, importWh: from - 1_700_000_000 })) {
      this.board.send(reading);
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  acknowledged(): Promise<void> {
    return until('all is acknowledged', () => this.board.acked === this.board.sent);
  }

  /** Readings of every minute, the service's clock going along a hundred minutes at a time. */
  async play(from: number, to: number): Promise<void> {
    for (let at = from; at < to; at += 6000) {
      const end = Math.min(to, at + 6000);
      this.clock.set(end - 60);
      await this.send(at, end, 60);
      await this.acknowledged();
    }
  }

  /** A reading of every second while the service's clock runs over an instant by itself. */
  async runOver(instant: number): Promise<void> {
    this.clock.set(instant - 2);
    await this.send(instant - 2, instant + 2, 1, 1000);
    await this.acknowledged();
  }

  async text(path: string): Promise<string> {
    return (await this.service.get(path)).text();
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T;
  }

  async days(): Promise<DayIndex['days']> {
    return (await this.json<DayIndex>(ROUTES.days(METER))).days;
  }

  /** Instants of the record of a day, after its CSV has been compared with it. */
  async instants(day: string): Promise<readonly number[]> {
    const lines = (await this.text(ROUTES.dayJsonLines(METER, day))).trim().split('\n');
    const record = lines.map((line) => meterTime((JSON.parse(line) as { time: string }).time));
    const rows = (await this.text(ROUTES.dayCsv(METER, day))).trim().split('\n').slice(1);
    expect(rows.map((row) => row.split(',')[2])).toEqual(record.map((instant) => instant?.dst));
    expect(rows.filter((row) => !row.startsWith(`${METER},${day} `))).toEqual([]);
    return record.map((instant) => instant?.utc ?? 0);
  }

  /** Everything that is served of a day. */
  bodies(day: string): Promise<readonly string[]> {
    const { dayJsonLines, dayCsv, dayPack, phasesPack } = ROUTES;
    const bytes = async (path: string) => Buffer.from(await (await this.service.get(path)).arrayBuffer());
    return Promise.all(
      [dayJsonLines, dayCsv, dayPack, phasesPack].map(async (of) => (await bytes(of(METER, day))).toString('base64')),
    );
  }
}

const runs: Run[] = [];
afterAll(() => Promise.all(runs.map((run) => run.stop())));

describe('the clock of the service', { timeout: 120_000 }, () => {
  test.concurrent.each([
    ['2026-11-22', 24, null],
    ['2026-03-29', 23, Date.UTC(2026, 2, 29, 1) / 1000],
    ['2026-10-25', 25, Date.UTC(2026, 9, 25, 1) / 1000],
  ])('runs through %s, a day of %i hours', async (day, hours, change) => {
    const { start, end } = dayBounds(day);
    expect(end - start).toBe(hours * 3600);
    const run = await Run.startAt(start - 600);
    await run.play(start - 600, start);
    await run.runOver(start);
    if (change !== null) {
      await run.play(start + 60, change);
      await run.runOver(change);
    }
    await run.play((change ?? start) + 60, end);
    await run.runOver(end);
    await run.play(end + 60, end + 1200);

    await until(
      'the day is closed',
      async () => (await run.days()).find((entry) => entry.day === day)?.closed === true,
    );
    const inside = [start + 1, ...(change === null ? [] : [change - 2, change - 1, change + 1]), end - 2, end - 1];
    const expected = [...minutes(start, end), ...inside].sort((a, b) => a - b);
    expect(await run.instants(day)).toEqual(expected);
    expect(await run.instants(addDays(day, -1))).toEqual([...minutes(start - 600, start), start - 2, start - 1]);
    expect(await run.instants(addDays(day, 1))).toEqual([end, end + 1, ...minutes(end + 60, end + 1200)]);
    expect((await run.days()).map((entry) => entry.day)).toEqual([addDays(day, -1), day, addDays(day, 1)]);

    const year = await run.json<YearSummary>(ROUTES.year(METER, 2026));
    const summary = year.days.find((one) => one.day === day) as DaySummary;
    expect(summary.quarterImportWh).toHaveLength(hours * 4);
    expect(summary.gaps).toEqual([]);
    expect(summary.received).toBe(expected.length);
    expect(summary.expected).toBe(hours * 60);
  });

  test.concurrent('may be ten years wrong in both directions and back: the archive stays as it is', async () => {
    const { start } = dayBounds('2026-11-21');
    const run = await Run.startAt(start);
    await run.play(start, start + 86_400 + 6000);
    const now = start + 86_400 + 6000;
    run.clock.set(now + 660);
    await until('the day is closed', async () => (await run.days())[0]?.closed === true);
    const [first = '', second = ''] = (await run.days()).map(({ day }) => day);
    const before = await run.bodies(first);
    const open = await run.text(ROUTES.dayJsonLines(METER, second));

    let at = now;
    for (const wrong of [TEN_YEARS, -TEN_YEARS, 0]) {
      run.clock.set(now + wrong);
      await until('the service has it', async () =>
        near((await run.json<{ now: number }>(ROUTES.health)).now, now + wrong),
      );
      await run.send(at, at + 300, 60);
      at += 300;
      await run.acknowledged();
      // Time enough for whatever is due by that clock.
      await new Promise((resolve) => setTimeout(resolve, 4000));
      expect((await run.days()).map(({ day }) => day)).toEqual([first, second]);
      expect(await run.bodies(first)).toEqual(before);
      expect(await run.instants(second)).toEqual(minutes(start + 86_400, at));
      expect((await run.text(ROUTES.dayJsonLines(METER, second))).startsWith(open)).toBe(true);
    }
  });
});

const minutes = (from: number, to: number) => Array.from({ length: (to - from) / 60 }, (_, i) => from + i * 60);
const near = (a: number, b: number) => Math.abs(a - b) < 600;
