import type { ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { Live } from '../../src/live.js';

afterEach(() => vi.useRealTimers());

/** A response that keeps what is written. */
function listener() {
  const written: string[] = [];
  const response = {
    writableLength: 0,
    writableEnded: false,
    writeHead: () => undefined,
    write: (text: string) => written.push(text),
    end: () => {
      response.writableEnded = true;
    },
    on: () => undefined,
  };
  return { response, written };
}

test('a listener whose session has ended is let go at the next heartbeat, the others stay', () => {
  vi.useFakeTimers();
  const live = new Live(0);
  const [family, lost] = [listener(), listener()];
  let valid = true;
  live.attach(family.response as unknown as ServerResponse, {}, null, () => true);
  live.attach(lost.response as unknown as ServerResponse, {}, null, () => valid);
  valid = false;
  vi.advanceTimersByTime(15_000);
  live.send('household', { version: 1 });
  expect([family.response.writableEnded, lost.response.writableEnded]).toEqual([false, true]);
  expect(family.written.join()).toContain('"version":1');
  expect(lost.written.join()).not.toContain('"version":1');
  live.close();
});
