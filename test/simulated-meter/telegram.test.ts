import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { midnight } from './calendar.js';
import { LAYOUTS, type LayoutName } from './layouts.js';
import { SimulatedMeter } from './meter.js';
import { checksum, printTelegram } from './telegram.js';

const GOLDEN: Record<LayoutName, { readonly file: string; readonly serial: string }> = {
  'sanxing-3ph': { file: 'sanxing-3ph-1552-00', serial: '9912345678' },
  'sanxing-1ph': { file: 'sanxing-1ph', serial: '9940000257' },
  sagemcom: { file: 'sagemcom-3ph', serial: '990000000000417' },
  wasion: { file: 'wasion-unknown-crc', serial: '9900000731' },
  'holley-x25': { file: 'holley-x25', serial: '' },
  'holley-new': { file: 'holley-new-firmware', serial: '' },
};
const names = Object.keys(GOLDEN) as LayoutName[];

const FIRST_DAY = Date.UTC(2025, 9, 1) / 86_400_000;
const meterOf = (name: LayoutName, seed = 7) =>
  new SimulatedMeter({
    seed,
    firstDay: FIRST_DAY,
    phases: LAYOUTS[name].phases,
    solarWatts: LAYOUTS[name].phases === 3 ? 5000 : 0,
    opening: { importWh: [5100215, 3895411], exportWh: [1100300, 490021], quadrantVarh: [12441, 8107, 190335, 255018] },
  });

/** What is left of a telegram when its figures are gone: the layout. */
const shape = (telegram: string) =>
  telegram
    .replace(/\d/g, '0')
    .replace(/0[SW]\)/g, '0X)')
    .replace(/\r\n![0-9A-F]{4}\r\n$/, '');
const golden = (name: LayoutName) =>
  readFileSync(new URL(`../telegrams/${GOLDEN[name].file}.txt`, import.meta.url), 'latin1');
const firstOf = (stream: string) => stream.slice(0, /\r\n![0-9A-F]{4}\r\n/.exec(stream)?.index ?? 0);

describe('printTelegram', () => {
  it.each(names)('prints %s in the layout of the real meter, byte for byte but the figures', (name) => {
    const state = meterOf(name).stateAt(midnight(FIRST_DAY + 40) + 43_200);
    const printed = Buffer.from(printTelegram(name, state, GOLDEN[name].serial)).toString('latin1');
    expect(shape(printed)).toBe(shape(firstOf(golden(name))));
  });

  it.each(names)('checks %s with the checksum that its real telegram shows', (name) => {
    const [, body = '', crc] = /^([\s\S]*?\r\n!)([0-9A-F]{4})\r\n/.exec(golden(name)) ?? [];
    const variant = LAYOUTS[name].checksum;
    if (variant === 'unknown') {
      expect([
        checksum(Buffer.from(body, 'latin1'), 'arc'),
        checksum(Buffer.from(body, 'latin1'), 'x25'),
      ]).not.toContain(crc);
    } else expect(checksum(Buffer.from(body, 'latin1'), variant)).toBe(crc);
  });

  it('prints the same bytes for the same seed, for ever', () => {
    const hash = createHash('sha256');
    for (const name of names) {
      const meter = meterOf(name);
      for (const day of [0, 25, 40]) {
        for (let second = 10; second <= 82_800; second += 3_610) {
          hash.update(
            printTelegram(
              name,
              meter.stateAt(midnight(FIRST_DAY + day) + Math.floor(second / 10) * 10),
              GOLDEN[name].serial,
            ),
          );
        }
      }
    }
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"1b04fd08679231dcb3f82cbed00642e8508fdf8819081e3bd615a8c6254ffebe"`,
    );
  });

  it('prints other bytes for another seed', () => {
    const at = midnight(FIRST_DAY + 3) + 36_000;
    expect(printTelegram('sagemcom', meterOf('sagemcom', 8).stateAt(at), '1')).not.toEqual(
      printTelegram('sagemcom', meterOf('sagemcom', 9).stateAt(at), '1'),
    );
  });
});
