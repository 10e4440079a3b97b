/** An ESP8266 in a process of its own: runs a linked image in the interpreter (README.md beside this file). */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildInterpreter } from './build.js';

export interface Report {
  readonly name: string;
  readonly instructions: number;
  readonly seconds: number;
  readonly heap: {
    readonly free: number;
    readonly lowest: number;
    readonly atStart: number;
    /** Allocations that got nothing. */
    readonly failed: number;
  };
  readonly stack: { readonly used: number; readonly size: number; readonly deepest: string };
  readonly unfed: { readonly longestMs: number; readonly at: string };
  readonly feeds: number;
  readonly uart: {
    readonly bytes: number;
    readonly heard: number;
    readonly fifoOverflow: number;
    readonly interrupts: number;
    readonly longestInterrupt: number;
  };
  readonly flash: {
    readonly reads: number;
    readonly readBytes: number;
    readonly writes: number;
    readonly erases: number;
  };
  readonly net: {
    readonly packets: number;
    readonly bytes: number;
    readonly delivered: number;
    readonly noMemory: number;
  };
  readonly traps: number;
  readonly restarts: number;
  readonly longestTurnMs: number;
}

/** What each event tells beside its name and the virtual time in milliseconds. */
interface Told {
  readonly boot: { readonly reason: number };
  readonly started: {
    readonly instructions: number;
    readonly flashReads: number;
    readonly flashReadBytes: number;
    readonly longestUnfedMs: number;
    readonly heap: number;
  };
  readonly 'wifi-join': { readonly ssid: string };
  readonly 'wifi-up': unknown;
  readonly 'wifi-down': { readonly cause: string };
  readonly mode: { readonly mode: number };
  readonly sleep: { readonly type: number };
  readonly hostname: { readonly name: string };
  readonly 'access-point': {
    readonly ssid: string;
    readonly password: string;
    readonly channel: number;
    readonly authentication: number;
    readonly hidden: boolean;
    readonly stations: number;
  };
  readonly 'tcp-open': { readonly port: number };
  readonly 'tcp-refused': { readonly port: number };
  readonly 'tcp-close': { readonly by: 'image' | 'host'; readonly port: number };
  readonly 'tcp-reset': { readonly port: number };
  readonly mdns: { readonly name: string };
  readonly dns: { readonly name: string };
  readonly visitor: { readonly port: number };
  readonly uart: { readonly text: string };
  readonly erase: { readonly sector: number };
  readonly throw: { readonly message: string; readonly from: string; readonly error: number };
  readonly abort: { readonly status: number; readonly from: string };
  readonly restart: { readonly from: string; readonly planned: boolean };
  readonly watchdog: {
    readonly unfedMs: number;
    readonly at: string;
    readonly from: string;
    readonly hardware: boolean;
  };
  readonly trap: {
    readonly what: string;
    readonly address: string;
    readonly pc: string;
    readonly from: string;
    readonly stack: readonly string[];
  };
  readonly pause: { readonly name: string };
  readonly report: Report;
  readonly end: { readonly status: number };
}

export type EventName = keyof Told;
export type ChipEvent<Name extends EventName = EventName> = {
  readonly [Key in Name]: { readonly ms: number; readonly event: Key } & Told[Key];
}[Name];

export interface Print {
  /** Virtual time since the first power-up. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** A line of the script: virtual time since the first power-up, verb and words. */
export type Step = readonly [atMs: number, verb: string];

export interface ChipOptions {
  /** File of the flash chip; see README.md. */
  readonly flash?: string;
  /** What the meter prints, in order of time. */
  readonly meter?: readonly Print[];
  readonly receive?: 3 | 13;
  readonly script?: readonly Step[];
  readonly seconds?: number;
  readonly speed?: number;
  readonly reserve?: number;
  readonly listen?: number;
  readonly resets?: number;
  readonly reason?: number;
}

/** The meter's line as the interpreter's --meter takes it. */
export function tape(prints: readonly Print[]): Buffer {
  return Buffer.concat(
    prints.flatMap(({ atMs, bytes }) => {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(atMs, 0);
      head.writeUInt32LE(bytes.length, 4);
      return [head, bytes];
    }),
  );
}

export function script(steps: readonly Step[]): string {
  return steps.map(([atMs, verb]) => `${atMs} ${verb}\n`).join('');
}

interface Waiting {
  readonly name: EventName;
  readonly fits: (event: ChipEvent) => boolean;
  readonly found: (event: ChipEvent) => void;
  readonly over: (error: Error) => void;
}

export class Chip {
  /** All events until now, the oldest first. */
  readonly events: ChipEvent[] = [];
  /** Fulfilled with the exit status; null when it was killed. */
  readonly ended: Promise<number | null>;

  readonly #process: ChildProcess;
  readonly #folder: string;
  #waiting: Waiting[] = [];
  #errors = '';
  #over = false;

  /** Runs the image; `options.meter` and `options.script` are written to a folder that lives as long as the chip. */
  static async start(image: string, options: ChipOptions = {}): Promise<Chip> {
    return new Chip(await buildInterpreter(), image, options);
  }

  private constructor(interpreter: string, image: string, options: ChipOptions) {
    const { meter, script: steps, ...others } = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'chip-'));
    const words = Object.entries(others).flatMap(([name, value]) => [`--${name}`, String(value)]);
    if (meter) words.push('--meter', this.#file('meter', tape(meter)));
    if (steps) words.push('--script', this.#file('script', script(steps)));
    this.#process = spawn(interpreter, [image, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdin?.on('error', () => undefined); // gone already: `ended` tells
    this.#process.stderr?.on('data', (text) => {
      this.#errors += text;
    });
    const { stdout } = this.#process;
    if (!stdout) throw new Error('no standard output');
    createInterface({ input: stdout }).on('line', (line) => this.#hear(JSON.parse(line) as ChipEvent));
    this.ended = new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      this.#process.once('close', (status) => {
        this.#over = true;
        rmSync(this.#folder, { recursive: true, force: true });
        for (const waiting of this.#waiting) waiting.over(this.#ending(waiting.name));
        resolve(status);
      });
    });
  }

  /** The first event of that name that fits, now or later; rejects when the chip ends without. */
  until<Name extends EventName>(
    name: Name,
    fits: (event: ChipEvent<Name>) => boolean = () => true,
  ): Promise<ChipEvent<Name>> {
    const known = this.all(name).find(fits);
    if (known) return Promise.resolve(known);
    if (this.#over) return Promise.reject(this.#ending(name));
    return new Promise((found, over) => {
      this.#waiting.push({ name, fits, found, over } as unknown as Waiting);
    });
  }

  /** All events of that name until now. */
  all<Name extends EventName>(name: Name): readonly ChipEvent<Name>[] {
    return this.events.filter(({ event }) => event === name) as unknown as readonly ChipEvent<Name>[];
  }

  /** The lines that the image has printed on its UART until now. */
  get lines(): readonly string[] {
    return this.all('uart').map(({ text }) => text);
  }

  /** Lets virtual time go on after a `pause`. */
  go(): void {
    this.#process.stdin?.write('go\n');
  }

  /** The last report; that of the end once the chip has ended. */
  get report(): Report {
    const last = this.all('report').at(-1);
    if (!last) throw new Error(`no report: ${this.#errors}`);
    return last;
  }

  /** Ends the process if it still runs. */
  async close(): Promise<void> {
    if (!this.#over) this.#process.kill('SIGKILL');
    await this.ended;
  }

  #file(name: string, content: string | Uint8Array): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content);
    return path;
  }

  #hear(event: ChipEvent): void {
    this.events.push(event);
    const fits = (waiting: Waiting) => waiting.name === event.event && waiting.fits(event);
    for (const waiting of this.#waiting.filter(fits)) waiting.found(event);
    this.#waiting = this.#waiting.filter((waiting) => !fits(waiting));
  }

  #ending(name: EventName): Error {
    const last = this.events.slice(-3).map((event) => JSON.stringify(event));
    return new Error(`the chip ended without '${name}': ${[this.#errors, ...last].join('\n')}`);
  }
}
