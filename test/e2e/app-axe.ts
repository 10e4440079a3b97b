import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it stands: rule, element and remedy of each fault. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    interface AxeViolation {
      id: string;
      nodes: { target: unknown; failureSummary: string }[];
    }
    const found = await axe.run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((n) => `${id}: ${String(n.target)} ${n.failureSummary}`),
    );
  });
}
