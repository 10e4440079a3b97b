import { DEFAULTS, type Problem, SETTING_NAMES, type SettingName, type Settings, validate } from '../settings.js';
import type { RawSettings } from '../settings-record.js';
import { type FormValues, LONGEST_FORM, readForm } from './form.js';
import { page } from './page.js';

/** A connection of the SDK's HTTP server (`embedded:network/http/server`), as far as it is used. */
export interface HttpConnection {
  accept(callbacks: HttpCallbacks): void;
  read(count: number): ArrayBuffer | undefined;
  respond(response: HttpResponse): void;
  /** Returns the room left; throws beyond it. */
  write(data: Uint8Array): number;
}

export interface HttpResponse {
  status: number;
  readonly headers: Map<string, string>;
}

export interface HttpCallbacks {
  onRequest(this: HttpConnection, request: { readonly method: string; readonly path: string }): void;
  onReadable(this: HttpConnection, count: number): void;
  onResponse(this: HttpConnection, response: HttpResponse): void;
  onWritable(this: HttpConnection, count: number): void;
}

export type HttpServerClass = new (options: {
  readonly io: unknown;
  readonly port: number;
  readonly onConnect: (connection: HttpConnection) => void;
}) => { close(): void };

export interface SetupServerOptions {
  readonly io: HttpServerClass;
  readonly listener: unknown;
  readonly port: number;
  readonly device: string;
  /** What the fields show at first. */
  readonly settings: Settings;
  /** Stores them; false when the flash refuses. */
  readonly save: (settings: Settings) => boolean;
}

const STORAGE_FAILED: Problem = { name: 'ssid', remedy: 'a memória nem írható / the flash cannot be written' };

/** The set-up page behind an HTTP server: shows the form, stores what is valid, says what is not and how to mend it. */
export class SetupServer {
  /** Requests answered: a visitor is there. */
  requests = 0;
  saved = false;
  readonly #options: SetupServerOptions;
  readonly #server: { close(): void };

  constructor(options: SetupServerOptions) {
    this.#options = options;
    this.#server = new options.io({
      io: options.listener,
      port: options.port,
      onConnect: (connection) => this.#serve(connection),
    });
  }

  close(): void {
    this.#server.close();
  }

  #serve(connection: HttpConnection): void {
    const setup = this;
    let method = 'GET';
    let path = '/';
    let body = '';
    let answer: Uint8Array = new Uint8Array(0);
    connection.accept({
      onRequest(request) {
        method = request.method;
        path = request.path;
      },
      onReadable(count) {
        const bytes = this.read(count);
        if (bytes && body.length + count <= LONGEST_FORM) body += String.fromArrayBuffer(bytes);
      },
      onResponse(response) {
        setup.requests++;
        answer = new Uint8Array(ArrayBuffer.fromString(setup.#answer(method, path, body, response)));
        response.headers.set('content-length', String(answer.length));
        response.headers.set('connection', 'close');
        this.respond(response);
      },
      onWritable(count) {
        const piece = answer.subarray(0, count);
        answer = answer.subarray(piece.length);
        if (piece.length) this.write(piece);
      },
    });
  }

  /** Text of the answer; any other path leads to the page, which is what telephones look for in a new network. */
  #answer(method: string, path: string, body: string, response: HttpResponse): string {
    const { device, settings } = this.#options;
    if (path !== '/') {
      response.status = 302;
      response.headers.set('location', '/');
      return '';
    }
    response.headers.set('content-type', 'text/html; charset=utf-8');
    response.headers.set('cache-control', 'no-store');
    if (method !== 'POST') return page({ device, values: settings, problems: [], saved: false });
    const values = this.#merged(readForm(body));
    const problems = this.#store(values);
    this.saved = problems.length === 0;
    if (!this.saved) response.status = 400;
    return page({ device, values, problems, saved: this.saved });
  }

  /** The form over what is stored; an empty password field keeps the password of the same network and of the same user. */
  #merged(form: FormValues): RawSettings {
    const { settings } = this.#options;
    const values: { [name in SettingName]?: unknown } = { ...settings };
    for (const name of SETTING_NAMES) if (form[name] !== undefined) values[name] = form[name];
    if (form.password === '') values.password = form.ssid === settings.ssid ? settings.password : DEFAULTS.password;
    if (form.mqtt_password === '') {
      values.mqtt_password = form.mqtt_user === settings.mqtt_user ? settings.mqtt_password : DEFAULTS.mqtt_password;
    }
    return values;
  }

  #store(values: RawSettings): readonly Problem[] {
    const validated = validate(values);
    if (!validated.ok) return validated.problems;
    if (validated.settings.ssid === '') return [{ name: 'ssid', remedy: 'kell / needed' }];
    return this.#options.save(validated.settings) ? [] : [STORAGE_FAILED];
  }
}
