/** What is around the board in a home: a meter's tape, the real Mosquitto with the shipped rules, the real service. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeviceHealth, TOPIC } from '@okosmero/moddable-app/contract';
import { Recorder } from '@okosmero/moddable-app/recorder/recorder';
import mqtt, { type MqttClient } from 'mqtt';
import { Mosquitto } from '../../pi-service/test/support/mosquitto.js';
import { freePort } from '../../pi-service/test/support/ports.js';
import { type RunningService, startService } from '../e2e/service.js';
import { expectMost, expectWhole } from '../e2e/whole.js';
import { HOUR, localDay, midnight, offsetAt } from '../simulated-meter/calendar.js';
import { topicOf } from '../simulated-meter/connect.js';
import { SimulatedMeter } from '../simulated-meter/meter.js';
import { portOf } from '../simulated-meter/p1-line.js';
import { Chip, type ChipOptions, type Print } from './chip.js';
import { FlashChip } from './flash-chip.js';

export const DEVICE = 'a1b2c3';
export const PASSWORD = 'not-a-secret';
const SERVICE = 'okosmero-service';
const SERIAL = '9904120726';
/** Virtual seconds a real second, where the broker's and the service's answers shall still come in time. */
const SPEED = 20;
/** Of the heap, taken by the Wi-Fi driver: 6 to 7 KB by public figures. */
export const DRIVER_BYTES = 7168;
/** The line is quiet until the chip listens. */
const FIRST_PRINT_MS = 3000;

/** Built by run.ts from this checkout. */
export function image(): string {
  const path = process.env.OKOSMERO_CHIP_IMAGE;
  if (!path) throw new Error('no image: run `npm run test:chip`');
  return path;
}

const yesterday = localDay(Date.now() / 1000) - 1;
/** First instant that the meter of the scenarios prints. */
export const FROM = midnight(yesterday) + HOUR;
/** Days before it that a full log holds. */
const LOG_DAYS = 34;

const meter = new SimulatedMeter({
  seed: 20261128,
  firstDay: yesterday - LOG_DAYS - 1,
  phases: 3,
  solarWatts: 4000,
  opening: { importWh: [5_100_215, 3_895_411], exportWh: [1_090_321, 500_000], quadrantVarh: [10, 20, 30, 40] },
});
const line = portOf('sanxing-3ph', (instant) => meter.stateAt(instant), SERIAL);

/** `readings` telegrams, ten seconds of the meter's clock apart, printed every `periodMs` of the chip's from `fromMs` on. */
export function prints(readings: number, { periodMs = 10_000, fromMs = FIRST_PRINT_MS } = {}): Print[] {
  return Array.from({ length: readings }, (_, index) => ({
    atMs: fromMs + index * periodMs,
    bytes: line(FROM + 10 * index) ?? new Uint8Array(0),
  }));
}

export class Home {
  readonly #chips: Chip[] = [];

  private constructor(
    readonly broker: Mosquitto,
    readonly service: RunningService,
    /** Flash of the chips and data of the service. */
    readonly folder: string,
  ) {}

  static async open(port: number): Promise<Home> {
    const broker = new Mosquitto(port, { [SERVICE]: PASSWORD, [DEVICE]: PASSWORD });
    await broker.start();
    const folder = mkdtempSync(join(tmpdir(), 'okosmero-chip-'));
    const data = join(folder, 'data');
    const environment = {
      OKOSMERO_MQTT_SERVER: `mqtt://127.0.0.1:${port}`,
      OKOSMERO_MQTT_USER: SERVICE,
      OKOSMERO_MQTT_PASSWORD: PASSWORD,
      OKOSMERO_DATA_FLUSH_SECONDS: '1',
      OKOSMERO_LOG_LEVEL: 'error',
    };
    try {
      return new Home(broker, await startService({ data, environment }), folder);
    } catch (error) {
      await broker.stop();
      throw error;
    }
  }

  /** Starts the image on a copy of the flash, with as much heap as the Wi-Fi driver leaves by public figures. */
  async start(flash: string, options: ChipOptions = {}): Promise<Chip> {
    const copy = join(this.folder, `flash-${this.#chips.length}`);
    copyFileSync(flash, copy);
    const chip = await Chip.start(image(), { flash: copy, speed: SPEED, reserve: DRIVER_BYTES, ...options });
    this.#chips.push(chip);
    return chip;
  }

  /** The flash of the chip that was started last, as it stood at its last pause or at its end. */
  get lastFlash(): string {
    return join(this.folder, `flash-${this.#chips.length - 1}`);
  }

  /** The archive holds so many readings from `from` on, 10 s apart, each with the meter's own figures, and nothing else. */
  expectWhole(readings: number, from = FROM): Promise<void> {
    return expectWhole(this.service, { meter, serial: SERIAL, from, readings });
  }

  /** The archive holds at least so many of the first `readings`; whatever is there has the meter's own figures. */
  expectMost(readings: number, least: number): Promise<void> {
    return expectMost(this.service, { meter, serial: SERIAL, from: FROM, readings }, least);
  }

  /** A connection with the rights of the service. */
  connect(): Promise<MqttClient> {
    return mqtt.connectAsync(`mqtt://127.0.0.1:${this.broker.port}`, { username: SERVICE, password: PASSWORD });
  }

  /** What the board said of itself last. */
  async health(): Promise<DeviceHealth> {
    const client = await this.connect();
    const retained = new Promise<Buffer>((resolve) => client.once('message', (_, payload) => resolve(payload)));
    await client.subscribeAsync(topicOf(DEVICE, TOPIC.health));
    const health = JSON.parse((await retained).toString()) as DeviceHealth;
    await client.endAsync();
    return health;
  }

  async close(): Promise<void> {
    for (const chip of this.#chips) await chip.close();
    await this.service.stop();
    await this.broker.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A blank board set up through its own page, as a person's browser does it; `file` is its flash afterwards. */
export async function setUpBoard(
  file: string,
  brokerPort: number,
  changes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const listen = await freePort();
  const chip = await Chip.start(image(), {
    flash: file,
    listen,
    speed: 5,
    seconds: 200,
    script: [[100_000, 'pause saved']],
  });
  try {
    await chip.until('access-point');
    const form = {
      ssid: 'otthon',
      password: 'jelszó123',
      mqtt_host: '10.0.0.1',
      mqtt_port: String(brokerPort),
      mqtt_user: DEVICE,
      mqtt_password: PASSWORD,
      receive: '13',
      polarity: 'normal',
      start_delay: '1',
      ...changes,
    };
    const answer = await fetch(`http://127.0.0.1:${listen}/`, { method: 'POST', body: new URLSearchParams(form) });
    const page = await answer.text();
    if (!answer.ok || !page.includes('Elmentve')) throw new Error(`the set-up page says ${answer.status}: ${page}`);
    await chip.until('restart');
    await chip.until('pause');
  } finally {
    await chip.close();
  }
}

/** Lets the board's recorder write so many readings, the last one ten seconds before the first that the scenarios print. */
export function fillLog(flash: string, filled: string, readings: number): void {
  const chip = new FlashChip(flash);
  const recorder = new Recorder(chip, () => 0x9f3c21d0);
  recorder.maintain();
  for (let left = readings; left > 0; left--) {
    const state = meter.stateAt(FROM - 10 * left);
    recorder.record(
      {
        time: state.instant,
        summer: offsetAt(state.instant) === 2 * HOUR,
        importWh: state.importWh[0] + state.importWh[1],
        exportWh: state.exportWh[0] + state.exportWh[1],
        importW: state.importWatts,
        exportW: state.exportWatts,
      },
      SERIAL,
    );
    recorder.maintain();
  }
  recorder.closeMinute();
  chip.save(filled);
}
