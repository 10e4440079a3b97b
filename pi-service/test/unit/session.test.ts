import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Sessions, TryLimit } from '../../src/session.js';

const folder = () => mkdtempSync(join(tmpdir(), 'okosmero-session-'));

test('the token is made once, 128 bits, and only its owner reads it', () => {
  const data = folder();
  const { token } = new Sessions(data);
  expect(Buffer.from(token, 'base64url')).toHaveLength(16);
  expect(new Sessions(data).token).toBe(token);
  expect(statSync(join(data, 'token')).mode & 0o077).toBe(0);
});

test('a new token ends every session', () => {
  const sessions = new Sessions(folder());
  const { cookie, token } = sessions;
  expect(sessions.isCookie(cookie)).toBe(true);
  sessions.renewToken();
  expect(sessions.isCookie(cookie)).toBe(false);
  expect(sessions.isToken(token)).toBe(false);
});

test('a token that the command renewed counts within a second', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const data = folder();
    const [service, command] = [new Sessions(data), new Sessions(data)];
    const { token, cookie } = service;
    const renewed = command.renewToken();
    vi.advanceTimersByTime(1000);
    expect(service.isToken(token)).toBe(false);
    expect(service.isCookie(cookie)).toBe(false);
    expect(service.isToken(renewed)).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('a token of another length is none', () => {
  const sessions = new Sessions(folder());
  expect(sessions.isToken(sessions.token.slice(1))).toBe(false);
  expect(sessions.isToken('')).toBe(false);
});

test('a pairing code works once, however it is typed', () => {
  const sessions = new Sessions(folder());
  const code = sessions.newPairingCode();
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
  const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase();
  expect(sessions.usePairingCode(typed)).toBe(true);
  expect(sessions.usePairingCode(typed)).toBe(false);
});

test('a pairing code lives ten minutes', () => {
  let now = 0;
  const sessions = new Sessions(folder(), () => now);
  const code = sessions.newPairingCode();
  now = 10 * 60_000;
  expect(sessions.usePairingCode(code)).toBe(false);
});

test('five wrong tries a minute and address, sixty altogether', () => {
  let now = 1;
  const limit = new TryLimit(5, 60, () => now);
  for (let i = 0; i < 5; i++) {
    expect(limit.wait('a')).toBe(0);
    limit.wrong('a');
  }
  expect(limit.wait('a')).toBeGreaterThan(0);
  expect(limit.wait('b')).toBe(0);
  for (let i = 0; i < 55; i++) limit.wrong(`c${i}`);
  expect(limit.wait('b')).toBeGreaterThan(0);
  now += 60_000;
  expect(limit.wait('a')).toBe(0);
});
