import './arraybuffer.js';
import { expect, test } from 'vitest';
import { DEFAULTS, type Settings } from '../../src/io/settings.js';
import {
  type HttpCallbacks,
  type HttpConnection,
  type HttpResponse,
  type HttpServerClass,
  SetupServer,
} from '../../src/io/setup/server.js';
import { refuseNoOptions } from './sdk/refuse.js';
import { Listener } from './sdk/sockets.js';

/** The chip's TCP window is larger than this, its pieces are not. */
const ROOM = 200;
const NEW_BOARD = { ...DEFAULTS };
const STORED: Settings = { ...DEFAULTS, ssid: 'ház', password: 'titkos jelszó', mqtt_host: 'okosmero.local' };

/** The SDK's HTTP server as far as the page uses it, as strict: no byte beyond the room or the length that was told. */
class Visitor {
  readonly stored: Settings[] = [];
  flashWorks = true;
  readonly server: SetupServer;
  #serve: (connection: HttpConnection) => void = () => undefined;

  constructor(settings: Settings) {
    const visitor = this;
    this.server = new SetupServer({
      io: class {
        constructor(options: ConstructorParameters<HttpServerClass>[0]) {
          refuseNoOptions(options);
          visitor.#serve = options.onConnect;
          new (options.io as typeof Listener)({ port: options.port, target: this });
        }
      },
      listener: Listener,
      port: 80,
      device: 'a1b2c3',
      settings,
      save: (saved) => {
        if (this.flashWorks) this.stored.push(saved);
        return this.flashWorks;
      },
    });
  }

  get(path = '/') {
    return this.#request('GET', path, new Uint8Array(0));
  }

  post(form: Readonly<Record<string, string>>) {
    return this.postBytes(new TextEncoder().encode(new URLSearchParams(form).toString()));
  }

  postBytes(body: Uint8Array) {
    return this.#request('POST', '/', body);
  }

  #request(method: string, path: string, body: Uint8Array) {
    const response: HttpResponse = { status: 200, headers: new Map() };
    const sent: Uint8Array[] = [];
    let at = 0;
    let left = 0;
    const callbacks: HttpCallbacks[] = [];
    const connection: HttpConnection = {
      accept: (given) => callbacks.push(given),
      read: (count) => {
        at += count;
        return body.slice(at - count, at).buffer;
      },
      respond: ({ headers }) => {
        left = Number(headers.get('content-length'));
      },
      write: (data) => {
        if (data.length > Math.min(ROOM, left)) throw new Error('would block');
        left -= data.length;
        sent.push(data.slice());
        return ROOM - data.length;
      },
    };
    this.#serve(connection);
    const [served] = callbacks as [HttpCallbacks];
    served.onRequest.call(connection, { method, path });
    while (at < body.length) served.onReadable.call(connection, Math.min(ROOM, body.length - at));
    served.onResponse.call(connection, response);
    for (let calls = 0; left > 0 && calls < 1000; calls++) served.onWritable.call(connection, Math.min(ROOM, left));
    expect(left).toBe(0);
    return { status: response.status, headers: response.headers, html: Buffer.concat(sent).toString('utf8') };
  }
}

const FORM = {
  ssid: 'otthon',
  password: 'jelszó123',
  mqtt_host: 'okosmero.local',
  mqtt_user: 'p1',
  mqtt_password: 'x',
};

test('a new board asks for everything, in both languages, and stores what is valid', () => {
  const visitor = new Visitor(NEW_BOARD);
  const { status, html } = visitor.get();
  expect(status).toBe(200);
  for (const name of Object.keys(DEFAULTS)) expect(html).toContain(`name="${name}"`);
  expect(html).toContain('Az otthoni Wi-Fi <small lang="en">Your Wi-Fi</small>');
  expect(html).not.toContain('unchanged');
  expect(html.endsWith('</form>')).toBe(true);

  const saved = visitor.post(FORM);
  expect(saved.status).toBe(200);
  expect(saved.html).toContain('Elmentve');
  expect(saved.html).not.toContain('<form');
  expect(visitor.server.saved).toBe(true);
  expect(visitor.stored).toEqual([{ ...DEFAULTS, ...FORM }]);
});

test('each wrong field says what would be right, and the folded part opens for it', () => {
  const visitor = new Visitor(NEW_BOARD);
  const { status, html } = visitor.post({
    ...FORM,
    ssid: '',
    mqtt_host: 'my pi',
    mqtt_port: '99999',
    mqtt_user: 'Űrge',
  });
  expect(status).toBe(400);
  expect(html).toContain('enélkül nem megy');
  expect(html).toContain('a host name such as okosmero.local');
  expect(html).toContain('<details open>');
  expect(html).toContain('1 és 65535 között <small lang="en">a number from 1 to 65535</small>');
  expect(html).toMatch(/name="mqtt_user" aria-invalid="true" aria-describedby="mqtt_user-why" value="Űrge"/);
  expect(visitor.server.saved).toBe(false);
  expect(visitor.get().html).not.toContain('aria-invalid="true"');
});

test('a password typed beside a mistake need not be typed again, a wrong one must', () => {
  const visitor = new Visitor(NEW_BOARD);
  visitor.post({ ...FORM, mqtt_port: 'x' });
  visitor.post({ ...FORM, mqtt_port: '1883', password: '', mqtt_password: '' });
  expect(visitor.stored).toEqual([{ ...DEFAULTS, ...FORM }]);

  const hasty = new Visitor(NEW_BOARD);
  expect(hasty.post({ ...FORM, password: 'short' }).html).toMatch(/name="password"[^>]*minlength="8" maxlength="63">/);
  hasty.post({ ...FORM, password: '' });
  expect(hasty.stored[0]?.password).toBe('');
});

test('an empty password keeps the stored one of the same network only, and none is ever shown', () => {
  const same = new Visitor(STORED);
  const { html } = same.get();
  expect(html).toContain('változatlan / unchanged');
  expect(html).not.toContain('titkos');
  same.post({ ssid: 'ház', password: '', mqtt_host: 'pi.local' });
  expect(same.stored).toEqual([{ ...STORED, mqtt_host: 'pi.local' }]);

  const moved = new Visitor(STORED);
  moved.post({ ssid: 'nyaraló', password: '', mqtt_host: 'pi.local' });
  expect(moved.stored[0]).toMatchObject({ ssid: 'nyaraló', password: '' });
});

test('what is typed is shown as text', () => {
  const { html } = new Visitor(NEW_BOARD).post({ ...FORM, mqtt_host: '"><script>alert(1)</script>' });
  expect(html).not.toContain('<script>');
  expect(html).toContain('value="&quot;>&lt;script>alert(1)&lt;/script>"');
});

test('a flash that refuses is told, and another try can succeed', () => {
  const visitor = new Visitor(NEW_BOARD);
  visitor.flashWorks = false;
  expect(visitor.post(FORM).html).toContain('the flash cannot be written');
  expect(visitor.server.saved).toBe(false);
  visitor.flashWorks = true;
  expect(visitor.post(FORM).html).toContain('Elmentve');
});

test('other paths lead to the page; bytes that are no form change nothing', () => {
  const visitor = new Visitor(STORED);
  const { status, headers } = visitor.get('/generate_204');
  expect([status, headers.get('location')]).toEqual([302, '/']);
  visitor.postBytes(Uint8Array.from({ length: 5000 }, (_, i) => i % 256));
  expect(visitor.stored.every((settings) => settings.ssid === 'ház')).toBe(true);
});
