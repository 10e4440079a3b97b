/**
 * Draws public/icons/*.png from icon.svg with Chromium; run it after a change of the drawing and commit the result:
 * `npm run icons --workspace pwa`. A maskable icon has no rounded corners and keeps its motif in the middle 80 %.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../public/icons/', import.meta.url));
const drawing = await readFile(`${folder}icon.svg`, 'utf8');
const maskable = drawing.replace(' rx="112"', '').replace('viewBox="0 0 512 512"', 'viewBox="-32 -32 576 576"');
const background = '<rect x="-32" y="-32" width="576" height="576" fill="#1c1f24"/>';

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage();
  const draw = async (svg: string, size: number, name: string): Promise<void> => {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    await writeFile(`${folder}${name}.png`, await page.screenshot({ omitBackground: true }));
  };
  for (const size of [180, 192, 512]) await draw(drawing, size, `icon-${size}`);
  const full = maskable.replace(/<rect /, `${background}<rect `);
  for (const size of [192, 512]) await draw(full, size, `maskable-${size}`);
} finally {
  await browser.close();
}
