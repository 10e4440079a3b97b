/**
 * Composition root: the only place that constructs. It decides what this start is for and lets the clock run. The module itself
 * does nothing when it is loaded, so that it is preloaded with all others and stays in flash.
 */
import AccessPoint from 'platform/access-point';
import Board from 'platform/board';
import Crc16 from 'platform/crc16';
import MeterPort from 'platform/meter-port';
import WiFi from 'platform/wifi';
import Time from 'time';
import Timer from 'timer';
import { readConfig } from './config.js';
import { Boot } from './io/boot.js';
import { type Running, runClock } from './io/clock.js';
import { Device } from './io/device.js';
import { Light } from './io/light.js';
import { Meter } from './io/meter.js';
import { Network } from './io/network.js';
import { broker, Flash, http } from './io/sdk.js';
import { DEFAULTS } from './io/settings.js';
import { SettingsRecord } from './io/settings-record.js';
import { Setup } from './io/setup/setup.js';
import { ARC, X25 } from './p1/crc16.js';
import { MESSAGE_BYTES } from './recorder/backfill.js';
import { Delivery } from './recorder/delivery.js';
import { Recorder } from './recorder/recorder.js';
import { SettingsStore } from './recorder/settings.js';

export default function main(): void {
  Board.releaseUart();
  const boot = new Boot({ io: Board, reason: Board.resetReason });
  boot.hookAbort(globalThis, () => Board.restart());
  const light = new Light((on) => Board.light(on));
  runClock(construct(boot, light), { io: Timer, time: Time, boot, light });
}

/** What this start is for. */
function construct(boot: Boot, light: Light): Running {
  const { random } = Math;
  const config = readConfig();
  const flash = new Flash(config.storage);
  const record = new SettingsRecord({ io: new SettingsStore(flash), build: config.settings, random });
  const settings = record.inForce.ok ? record.inForce.settings : DEFAULTS;
  const end = Board.mac.slice(6);
  const device = settings.mqtt_user === '' ? end : settings.mqtt_user;
  const common = { board: Board, boot, light };
  if (boot.mode === 'setup' || ((Board.buttonPressed || settings.ssid === '') && !boot.setupOver)) {
    return new Setup({ ...common, ...http, io: AccessPoint, port: config.setupPort, record, device });
  }
  const network = new Network({ io: WiFi, hostname: `okosmero-${end}`, settings, random });
  const publisher = { ...broker, settings, device, random };
  if (boot.mode === 'safe') return new Device({ ...common, network, publisher });

  const recorder = new Recorder(flash, () => Math.floor(random() * 2 ** 32));
  const delivery = new Delivery(recorder, new Uint8Array(MESSAGE_BYTES));
  const inverted = settings.polarity === 'inverted';
  const port = new MeterPort({ receive: settings.receive, inverted, serial: config.serial });
  const meter = new Meter({ port, recorder, device, arc: new Crc16(...ARC), x25: new Crc16(...X25) });
  return new Device({ ...common, network, publisher, meter, delivery });
}
