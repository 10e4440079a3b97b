import type { Boot } from '../boot.js';
import type { Light } from '../light.js';
import type { AccessPoint, AccessPointClass, Board } from '../platform.js';
import { DEFAULTS } from '../settings.js';
import type { SettingsRecord } from '../settings-record.js';
import { type HttpServerClass, SetupServer } from './server.js';

/** Without a visitor the page closes and the board goes on with what it has. */
const PATIENCE_SECONDS = 600;
/** The last answer gets out before the restart. */
const FAREWELL_SECONDS = 2;

export interface SetupOptions {
  readonly io: AccessPointClass;
  readonly http: HttpServerClass;
  readonly listener: unknown;
  readonly port: number;
  readonly device: string;
  readonly board: Board;
  readonly boot: Boot;
  readonly light: Light;
  readonly record: SettingsRecord;
}

/** A start of its own for the set-up page: the board's own Wi-Fi and an HTTP server, no meter and no MQTT beside them. */
export class Setup {
  readonly #options: SetupOptions;
  readonly #accessPoint: AccessPoint;
  readonly #server: SetupServer;
  #requests = 0;
  #lastVisit = 0;
  #restartAt: number | undefined;

  constructor(options: SetupOptions) {
    this.#options = options;
    const { record, device, board } = options;
    options.light.show('setup');
    const ssid = `okosmero-${device}`.slice(0, 32);
    this.#accessPoint = new options.io({ ssid, password: record.accessPoint });
    this.#server = new SetupServer({
      io: options.http,
      listener: options.listener,
      port: options.port,
      device,
      settings: record.inForce.ok ? record.inForce.settings : DEFAULTS,
      save: (settings) => record.save(settings),
    });
    board.print(`Okosmero set-up: Wi-Fi "${ssid}", password "${record.accessPoint}", then http://192.168.4.1/`);
    if (record.inForce.ok) return;
    for (const { name, remedy } of record.inForce.problems)
      board.print(`The build's ${name} is not valid: ${remedy[1]}`);
  }

  /** To be called once a second with the seconds since the start. */
  tick(now: number): void {
    if (this.#accessPoint.stations > 0 || this.#server.requests !== this.#requests) this.#lastVisit = now;
    this.#requests = this.#server.requests;
    if (this.#server.saved) this.#restartAt ??= now + FAREWELL_SECONDS;
    const over = now - this.#lastVisit >= PATIENCE_SECONDS;
    if (!over && (this.#restartAt === undefined || now < this.#restartAt)) return;
    this.#options.boot.planRestart(over);
    this.#options.board.restart();
  }
}
