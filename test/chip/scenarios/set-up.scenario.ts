/** The set-up page, from the phone that joins the board's own network to the restart; and when nobody comes. */
import { Recorder } from '@okosmero/moddable-app/recorder/recorder';
import { expect, test } from 'vitest';
import { freePort } from '../../../pi-service/test/support/ports.js';
import { openBrowser, PHONE } from '../../e2e/app-browser.js';
import { expectHealthy } from '../budgets.js';
import { FlashChip } from '../flash-chip.js';
import { PASSWORD, prints } from '../home.js';
import { fixture } from './fixture.js';

const board = fixture();
/** The page closes after so long without a visitor. */
const PATIENCE_MS = 600_000;

test('a phone sets the board up, mistakes included', async () => {
  const home = await board.home();
  const listen = await freePort();
  await using browser = await openBrowser();
  // A person's pace: the browser's time is real.
  const chip = await home.start(board.blank, { listen, speed: 4, seconds: 300 });
  const { ssid, password } = await chip.until('access-point');
  expect(ssid).toMatch(/^okosmero-[0-9a-f]{6}$/);
  await chip.until('uart', ({ text }) => text.includes(password));
  const context = await browser.newContext({ ...PHONE, hasTouch: true });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${listen}/`);
  await page.getByLabel('Neve').fill('otthon');
  await page.locator('[name=password]').fill('jelszó123');
  await page.locator('[name=mqtt_host]').fill('my pi');
  await page.getByRole('button', { name: 'Mentés' }).tap();
  await page.getByText('gépnév, mint okosmero.local').waitFor();
  // The password need not be typed again.
  await page.locator('[name=mqtt_host]').fill('okosmero.local');
  await page.locator('[name=mqtt_user]').fill('a1b2c3');
  await page.locator('[name=mqtt_password]').fill(PASSWORD);
  await page.locator('summary').tap();
  await page.locator('[name=mqtt_port]').fill(String(home.broker.port));
  await page.getByRole('button', { name: 'Mentés' }).tap();
  await page.getByText('Elmentve').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await chip.until('restart');
  await chip.until('wifi-up');
  await chip.until('mdns', ({ name }) => name === 'okosmero.local');
  await chip.until('tcp-open', ({ port }) => port === home.broker.port);
  await expectHealthy(chip, 'set-up page, saved', { restarts: 1 });
});

test('left alone, the page closes and the board records what the meter says', async () => {
  const home = await board.home();
  const meter = prints(12, { fromMs: PATIENCE_MS + 8000 });
  const chip = await home.start(board.blank, { meter, speed: 0, seconds: 900 });
  await expectHealthy(chip, 'set-up page, left alone', { restarts: 1 });
  expect(chip.all('access-point').length).toBe(1);
  expect(chip.all('restart')[0]?.ms).toBeGreaterThan(PATIENCE_MS);
  const recorder = new Recorder(new FlashChip(home.lastFlash), () => 0);
  expect(recorder.inFlash).toBeGreaterThanOrEqual(12);
});

test('a button that is stuck opens the page once, and the board goes on', async () => {
  const home = await board.home();
  const meter = prints(6, { fromMs: PATIENCE_MS + 8000 });
  const chip = await home.start(board.flash, {
    meter,
    seconds: 800,
    script: [[0, 'button down']],
  });
  await expectHealthy(chip, 'stuck button', { restarts: 1 });
  expect(chip.all('access-point').length).toBe(1);
  await home.expectWhole(6);
});

test('three quick resets open the page, and nothing is lost', async () => {
  const home = await board.home();
  const meter = prints(6, { fromMs: 63_000 });
  const chip = await home.start(board.flash, {
    meter,
    seconds: 250,
    script: [
      [2000, 'reset external'],
      [4000, 'reset external'],
      [6000, 'reset external'],
      [40_000, 'pause open'],
      [50_000, 'reset power'],
    ],
  });
  await chip.until('pause');
  expect(chip.all('access-point').length).toBe(1);
  chip.go();
  await expectHealthy(chip, 'three quick resets', { restarts: 4 });
  expect(chip.all('access-point').length).toBe(1);
  await home.expectWhole(6);
});
