import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.js';
import { issue, loadAuthority, makeAuthority } from '../src/https/authority.js';
import { ensureCertificate, httpsFiles, needsCertificate } from '../src/https/certificate.js';
import { type Service, startService } from '../src/service.js';

const folder = () => mkdtempSync(join(tmpdir(), 'okosmero-https-'));

/** What a client that trusts only this authority says to a server of this name. */
async function handshake(ca: string, issued: { certificate: string; key: string }, name: string): Promise<string> {
  const server = createServer({ cert: issued.certificate, key: issued.key }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect({ host: '127.0.0.1', port, ca, servername: name });
  const result = await new Promise<string>((resolve) => {
    socket.once('secureConnect', () => resolve('trusted'));
    socket.once('error', (error) => resolve(error.message));
  });
  socket.destroy();
  server.close();
  return result;
}

describe('the home authority', () => {
  test('is trusted for names of the home only', async () => {
    const files = httpsFiles(folder());
    const authority = await makeAuthority(files, ['raspberrypi', 'okosmero.lan']);
    const ca = readFileSync(files.ca, 'utf8');
    for (const name of ['raspberrypi', 'okosmero.lan', 'any.local'])
      expect(await handshake(ca, await issue(authority, [name]), name)).toBe('trusted');
    for (const name of ['example.com', 'bank.hu'])
      expect(await handshake(ca, await issue(authority, [name]), name)).toMatch(/permitted subtree|constraint/i);
  });

  test('covers an address of this machine that is no private one', async () => {
    const files = httpsFiles(folder());
    await ensureCertificate(files, ['localhost', '203.0.113.7']);
    const issued = { certificate: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
    expect(await handshake(readFileSync(files.ca, 'utf8'), issued, 'localhost')).toBe('trusted');
    expect((await ensureCertificate(files, ['localhost', '198.51.100.1'])).newAuthority).toBe(true);
  });

  test('signs nothing but servers, and its key is its own', async () => {
    const files = httpsFiles(folder());
    await ensureCertificate(files, ['localhost', '127.0.0.1']);
    const certificate = new X509Certificate(readFileSync(files.certificate));
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.verify(new X509Certificate(readFileSync(files.ca)).publicKey)).toBe(true);
    expect(execFileSync('stat', ['-c', '%a', files.caKey, files.key], { encoding: 'utf8' })).toBe('600\n600\n');
  });

  test('stays when the certificate is renewed or gets a name of the home', async () => {
    const files = httpsFiles(folder());
    expect(await ensureCertificate(files, ['localhost'])).toEqual({ renewed: true, newAuthority: true });
    expect(await ensureCertificate(files, ['localhost'])).toEqual({ renewed: false, newAuthority: false });
    expect(await ensureCertificate(files, ['localhost', 'pi.local', '10.0.0.7'])).toEqual({
      renewed: true,
      newAuthority: false,
    });
    expect((await loadAuthority(files))?.zones).toContain('local');
    const soon = Date.now() + 370 * 86_400_000;
    expect(needsCertificate(files, ['localhost'], soon)).toBe(true);
    expect(await ensureCertificate(files, ['own.example'])).toEqual({ renewed: true, newAuthority: true });
  });
});

describe('a phone', () => {
  const data = folder();
  let service: Service;

  beforeAll(async () => {
    const overrides = {
      'data.folder': data,
      'http.port': 0,
      'http.host': '127.0.0.1',
      'https.port': 0,
      'mqtt.port': 0,
      'mqtt.host': '127.0.0.1',
    };
    const config = readConfig({ file: null, environment: {}, overrides });
    if (!config.ok) throw new Error(config.reason);
    const started = await startService(config.config, pino({ level: 'silent' }));
    if (!started.ok) throw new Error(started.reason);
    service = started.service;
  }, 60_000);
  afterAll(() => service.close());

  test('that trusts only this authority opens the app as a secure context', { timeout: 120_000 }, async () => {
    expect(service.httpsPort).toBeNull();
    execFileSync('node', [
      '--import',
      'tsx',
      new URL('../src/main.ts', import.meta.url).pathname,
      '--data',
      data,
      'https',
    ]);
    while (service.httpsPort === null) await new Promise((resolve) => setTimeout(resolve, 100));

    const guide = await fetch(`http://127.0.0.1:${service.httpPort}/https`);
    const text = await guide.text();
    expect(text).toContain('Tanúsítvány letöltése');
    expect(text).toContain('Download the certificate');
    const der = Buffer.from(await (await fetch(`http://127.0.0.1:${service.httpPort}/okosmero-ca.crt`)).arrayBuffer());
    expect(new X509Certificate(der).ca).toBe(true);

    // What one page saves, the other shows: there is one household.
    const names = { '9912345678': 'Ház' };
    const saved = await fetch(`http://127.0.0.1:${service.httpPort}/api/household`, {
      method: 'PUT',
      headers: { ...bearer(service), 'content-type': 'application/json' },
      body: JSON.stringify({ version: 0, names, contracts: {} }),
    });
    expect(saved.status).toBe(200);
    expect(JSON.parse((await overTls(service, '/api/household')).text)).toMatchObject({ version: 1, names });

    const url = `https://localhost:${service.httpsPort}/#token=${service.sessions.token}`;
    expect(await open(url, null)).toMatch(/ERR_CERT_AUTHORITY_INVALID/);
    expect(await open(url, httpsFiles(data).ca)).toBe('secure');
  });

  test('stays connected while the certificate is renewed, and a damaged or half-written one changes nothing', async () => {
    const files = httpsFiles(data);
    const before = (await overTls(service, '/')).serial;
    const key = readFileSync(files.key);
    const certificate = readFileSync(files.certificate);
    const authority = await loadAuthority(files);
    if (!authority) throw new Error('no authority');
    const issued = await issue(authority, ['localhost', '127.0.0.1']);
    writeFileSync(files.key, issued.key);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await overTls(service, '/')).serial).toBe(before);
    writeFileSync(files.certificate, issued.certificate);
    await vi.waitFor(async () => expect((await overTls(service, '/')).serial).not.toBe(before), 10_000);

    const after = (await overTls(service, '/')).serial;
    writeFileSync(files.certificate, 'nonsense');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await overTls(service, '/')).serial).toBe(after);
    expect(needsCertificate(files, ['localhost'], Date.now())).toBe(true);
    writeFileSync(files.key, key);
    writeFileSync(files.certificate, certificate);
    await vi.waitFor(async () => expect((await overTls(service, '/')).serial).toBe(before), 10_000);
  });
});

const bearer = ({ sessions }: Service) => ({ authorization: `Bearer ${sessions.token}` });

/** Answer of the https server to a client that trusts anything, and the number of the certificate that it showed. */
function overTls(service: Service, path: string): Promise<{ text: string; serial: string }> {
  return new Promise((resolve, reject) => {
    const port = service.httpsPort ?? 0;
    const options = {
      host: '127.0.0.1',
      port,
      path,
      headers: bearer(service),
      rejectUnauthorized: false,
      agent: false,
    };
    const request = https.get(options, (response) => {
      const serial = (response.socket as TLSSocket).getPeerCertificate().serialNumber;
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ text, serial }));
    });
    request.on('error', reject);
  });
}

/** Opens the page in a fresh profile, which trusts the authority or nothing; `secure` or the browser's error. */
async function open(url: string, ca: string | null): Promise<string> {
  const home = folder();
  const store = join(home, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
  if (ca !== null) execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'home', '-i', ca]);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
    env: { ...process.env, HOME: home } as Record<string, string>,
  });
  try {
    const page = await browser.newPage();
    await page.goto(url, { timeout: 60_000 });
    const secure = await page.evaluate("window.isSecureContext && 'serviceWorker' in navigator");
    return secure ? 'secure' : 'insecure';
  } catch (error) {
    return String(error);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
}
