import { bytesOf } from '../bytes.js';
import { type Problem, SECRET_NAMES, SETTING_NAMES, type SettingName, type Settings, validate } from '../settings.js';
import { type FormValues, LONGEST_FORM, readForm } from './form.js';
import { type PageContent, pagePart } from './page.js';

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
}) => object;

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

const STORAGE_FAILED: Problem = {
  name: 'ssid',
  remedy: ['a panel memóriája nem írható, próbáld újra', 'the flash cannot be written, try again'],
};
const SSID_NEEDED: Problem = { name: 'ssid', remedy: ['enélkül nem megy', 'needed'] };

/** The set-up page behind an HTTP server: shows the form, stores what is valid, says what is not and how to mend it. */
export class SetupServer {
  /** Requests answered: a visitor is there. */
  requests = 0;
  saved = false;
  readonly #options: SetupServerOptions;
  /** What the fields show: what is stored, and over it what the forms said. */
  readonly #values: { [name in SettingName]?: unknown };

  constructor(options: SetupServerOptions) {
    this.#options = options;
    this.#values = { ...options.settings };
    new options.io({
      io: options.listener,
      port: options.port,
      onConnect: (connection) => this.#serve(connection),
    });
  }

  #serve(connection: HttpConnection): void {
    const setup = this;
    let method = 'GET';
    let path = '/';
    let body = '';
    let content: PageContent | undefined;
    let part = 0;
    let bytes: Uint8Array = new Uint8Array(0);
    connection.accept({
      onRequest(request) {
        method = request.method;
        path = request.path;
      },
      onReadable(count) {
        const piece = this.read(count);
        if (piece && body.length + count <= LONGEST_FORM) body += textOf(piece);
      },
      onResponse(response) {
        setup.requests++;
        content = setup.#answer(method, path, body, response);
        response.headers.set('content-length', String(lengthOf(content)));
        response.headers.set('connection', 'close');
        this.respond(response);
      },
      onWritable(count) {
        if (content && bytes.length === 0) bytes = bytesOf(pagePart(content, part++) ?? '');
        const piece = bytes.subarray(0, count);
        bytes = bytes.subarray(piece.length);
        if (piece.length) this.write(piece);
      },
    });
  }

  /** What the page shows; any other path leads to it, which is what telephones look for in a new network. */
  #answer(method: string, path: string, body: string, response: HttpResponse): PageContent | undefined {
    if (path !== '/') {
      response.status = 302;
      response.headers.set('location', '/');
      return undefined;
    }
    response.headers.set('content-type', 'text/html; charset=utf-8');
    response.headers.set('cache-control', 'no-store');
    const problems = method === 'POST' ? this.#store(readForm(body)) : [];
    if (problems.length) response.status = 400;
    // A copy: another visitor's form must not change a page whose length was told.
    const values = { ...this.#values };
    return { device: this.#options.device, values, problems, saved: method === 'POST' && this.saved };
  }

  #store(form: FormValues): readonly Problem[] {
    this.#merge(form);
    const problems = this.#problems();
    // A wrong password is not kept: its field is empty then and means none.
    for (const { name } of problems) if (SECRET_NAMES.includes(name)) this.#values[name] = '';
    this.saved = problems.length === 0;
    return problems;
  }

  /** The form over what the fields said before; an empty password field keeps the password of the same network and of the same user. */
  #merge(form: FormValues): void {
    const values = this.#values;
    const { ssid, mqtt_user, password, mqtt_password } = values;
    for (const name of SETTING_NAMES) if (form[name] !== undefined) values[name] = form[name];
    if (form.password === '' && values.ssid === ssid) values.password = password;
    if (form.mqtt_password === '' && values.mqtt_user === mqtt_user) values.mqtt_password = mqtt_password;
  }

  #problems(): readonly Problem[] {
    const validated = validate(this.#values);
    const needed = this.#values.ssid === '' ? [SSID_NEEDED] : [];
    if (!validated.ok) return [...needed, ...validated.problems];
    if (needed.length) return needed;
    return this.#options.save(validated.settings) ? [] : [STORAGE_FAILED];
  }
}

/** A form is ASCII; what is not is no form. */
function textOf(piece: ArrayBuffer): string {
  try {
    return String.fromArrayBuffer(piece);
  } catch {
    return '';
  }
}

function lengthOf(content: PageContent | undefined): number {
  let length = 0;
  if (!content) return length;
  for (let part = 0; ; part++) {
    const text = pagePart(content, part);
    if (text === undefined) return length;
    length += bytesOf(text).length;
  }
}
