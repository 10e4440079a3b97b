/** The board starts on whatever its flash holds, joins the network and says what the meter says. */
import { describe, expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { fillLog, prints } from '../home.js';
import { fixture } from './fixture.js';

const HOUR = 360;
const DAY = 24 * HOUR;
/** `sleep_type_t` of the SDK. */
const MODEM_SLEEP = 2;
const board = fixture();

describe.each([
  ['blank', 0],
  ['1 hour', HOUR],
  ['1 day', DAY],
  ['16 days', 16 * DAY],
  ['32.5 days', 32.5 * DAY],
  ['34 days, wrapped', 34 * DAY],
])('a log of %s', (name, readings) => {
  test('opens in time, and the readings arrive', async () => {
    const filled = board.file(name);
    fillLog(board.flash, filled, readings);
    const home = await board.home();
    const chip = await home.start(filled, { meter: prints(6), seconds: 180 });
    await expectHealthy(chip, `start, log of ${name}`);
    const [join] = chip.all('wifi-join');
    const [hostname] = chip.all('hostname');
    expect(join?.ssid).toBe('otthon');
    expect(hostname?.name).toMatch(/^okosmero-[0-9a-f]{6}$/);
    // The name goes with the first question for an address.
    expect(hostname?.ms).toBeLessThanOrEqual(join?.ms ?? 0);
    // Modem sleep, after the SDK asked for none.
    expect(chip.all('sleep').at(-1)?.type).toBe(MODEM_SLEEP);
    // The first came before the network: it waits for the days that the service lacks, the oldest first.
    await home.expectMost(6, readings > DAY ? 5 : 6);
  });
});
