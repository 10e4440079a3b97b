/**
 * The archive as this phone sees it: what is held is given at once, what the service has is fetched after it and given
 * again when it differs. Every question is an async generator of one or two answers, so a page draws the cached picture
 * first and never waits for a network that may not be there.
 */
import {
  type DayEntry,
  type DayIndex,
  type Household,
  type MeterList,
  ROUTES,
  type YearSummary,
} from '@okosmero/pi-service/contract';
import type { Api, Failure } from './api.js';
import { Cell } from './cell.js';
import type { Database, PackKind, Stored, StoredDocument, StoredPack } from './db.js';
import { type Columns, openPack } from './pack.js';

export type Found<T> =
  /** `at`: when a document came in, milliseconds of the phone's clock. */
  { readonly ok: true; readonly value: T; readonly at?: number } | { readonly ok: false; readonly reason: Failure };
export type Answers<T> = AsyncGenerator<Found<T>, void, undefined>;

const NEWS_PAUSE_MS = 1000;

export class Mirror {
  /** Counts up whenever an earlier answer may be out of date; whoever shows one asks again. */
  readonly revision = new Cell(0);
  readonly #api: Api;
  readonly #db: Database;
  /** Documents of this session, so that going back and forth reads neither disk nor network. */
  readonly #documents = new Map<string, StoredDocument>();
  /** Addresses fetched since the last news about them; trusted only while the live connection would bring news. */
  readonly #fresh = new Set<string>();
  #newsFlow = false;
  #bumping: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, db: Database) {
    this.#api = api;
    this.#db = db;
  }

  meters(): Answers<MeterList> {
    return this.document(ROUTES.meters);
  }

  index(meter: string): Answers<DayIndex> {
    return this.document(ROUTES.days(meter));
  }

  year(meter: string, year: number): Answers<YearSummary> {
    return this.document(ROUTES.year(meter, year));
  }

  /** Several years at once, those that the service has none of left out; given again when any of them changed. */
  async *years(meter: string, years: readonly number[]): Answers<readonly YearSummary[]> {
    const found = new Map<number, YearSummary>();
    const sources = years.map((year) => ({ year, answers: this.year(meter, year) }));
    for (let waiting = sources; waiting.length > 0; ) {
      const round = await Promise.all(waiting.map(async ({ answers }) => answers.next()));
      let failure: Failure | null = null;
      for (const [i, { value: answer }] of round.entries()) {
        if (answer === undefined) continue;
        if (answer.ok) found.set((waiting[i] as { year: number }).year, answer.value);
        else failure = answer.reason;
      }
      const answered = round.some(({ value }) => value !== undefined);
      if (answered && found.size === 0 && failure !== null) yield { ok: false, reason: failure };
      else if (answered) yield { ok: true, value: years.flatMap((year) => found.get(year) ?? []) };
      waiting = waiting.filter((_, i) => round[i]?.done !== true);
    }
  }

  household(): Answers<Household> {
    return this.document(ROUTES.household);
  }

  /** Any JSON document of the service, by its address. */
  async *document<T>(path: string): Answers<T> {
    const held = this.#documents.get(path) ?? (await this.#db.document(path));
    if (held !== undefined) {
      this.#documents.set(path, held);
      yield { ok: true, value: held.body as T, at: held.at };
    }
    if (this.#newsFlow && this.#fresh.has(path)) return;
    const answer = await this.#api.json<T>(path, held?.etag ?? null);
    if (!answer.ok) {
      if (held === undefined || answer.reason !== 'offline') yield answer;
      return;
    }
    this.#fresh.add(path);
    if (!answer.changed) return;
    await this.keepDocument(path, answer.value, answer.etag);
    yield { ok: true, value: answer.value, at: Date.now() };
  }

  /** Fetches the document when it changed; tells whether the service answered. */
  async refresh(path: string): Promise<boolean> {
    let ok = true;
    for await (const answer of this.document(path)) ok = answer.ok;
    return ok && this.#fresh.has(path);
  }

  async keepDocument(path: string, body: unknown, etag: string | null): Promise<Stored> {
    const document = { path, etag, body, at: Date.now() };
    this.#documents.set(path, document);
    return this.#db.putDocument(document);
  }

  /** The columns of a day; `power` has the curve, `phases` voltages and currents. */
  async *columns<K extends PackKind>(meter: string, kind: K, day: string): Answers<Columns[K]> {
    const held = await this.#readHeld(meter, kind, day);
    if (held !== null) {
      yield { ok: true, value: held.columns };
      void this.#db.putPack({ ...held.pack, used: Date.now() });
    }
    const entry = await this.#entry(meter, day);
    if (entry === null) {
      if (held === null) yield { ok: false, reason: 'missing' };
      return;
    }
    if (entry.version === held?.pack.version) return;
    const answer = await this.fetchPack(meter, kind, entry, Date.now());
    if (!answer.ok) {
      if (held === null) yield answer;
      return;
    }
    const columns = openPack(kind, answer.value.bytes);
    if (columns !== null) yield { ok: true, value: columns };
    else if (held === null) yield { ok: false, reason: 'refused' };
  }

  /** Fetches a pack and has it kept; `used` decides when it is evicted, `stored` tells when it is on disk. */
  async fetchPack(
    meter: string,
    kind: PackKind,
    entry: Pick<DayEntry, 'day' | 'version' | 'rows'>,
    used: number,
  ): Promise<Found<StoredPack & { readonly stored: Promise<Stored> }>> {
    const { day, version, rows } = entry;
    const route = kind === 'power' ? ROUTES.dayPack : ROUTES.phasesPack;
    const answer = await this.#api.bytes(`${route(meter, day)}?v=${version}`);
    if (!answer.ok) return answer;
    if (!answer.changed) return { ok: false, reason: 'refused' };
    const pack = { meter, kind, day, version, rows, size: answer.value.length, bytes: answer.value, used };
    return { ok: true, value: { ...pack, stored: this.#db.putPack(pack) } };
  }

  /** The live connection is up (news will come) or down (ask again each time). */
  setNewsFlow(flowing: boolean): void {
    this.#newsFlow = flowing;
    this.#fresh.clear();
    if (flowing) this.#bump();
  }

  /** A day got new content. */
  dayChanged(meter: string, day: string): void {
    this.#fresh.delete(ROUTES.days(meter));
    this.#fresh.delete(ROUTES.year(meter, Number(day.slice(0, 4))));
    this.#fresh.delete(ROUTES.events(meter));
    this.#bump();
  }

  documentChanged(path: string): void {
    this.#fresh.delete(path);
    this.#bump();
  }

  /** News come in bursts (a backlog of whole days): those of a second are told once. */
  #bump(): void {
    this.#bumping ??= setTimeout(() => {
      this.#bumping = undefined;
      this.revision.set(this.revision.value + 1);
    }, NEWS_PAUSE_MS);
  }

  /** A held pack that cannot be opened, or holds another number of rows than it should, is thrown away. */
  async #readHeld<K extends PackKind>(
    meter: string,
    kind: K,
    day: string,
  ): Promise<{ readonly pack: StoredPack; readonly columns: Columns[K] } | null> {
    const pack = await this.#db.pack(meter, kind, day);
    if (pack === undefined) return null;
    const columns = openPack(kind, pack.bytes);
    if (columns !== null && columns.time.length === pack.rows) return { pack, columns };
    await this.#db.dropPack(meter, kind, day);
    return null;
  }

  async #entry(meter: string, day: string): Promise<DayEntry | null> {
    let entry: DayEntry | null = null;
    for await (const answer of this.index(meter))
      if (answer.ok) entry = answer.value.days.find((known) => known.day === day) ?? null;
    return entry;
  }
}
