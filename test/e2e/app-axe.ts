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

/** Smallest side of what a finger should hit, CSS pixels (less what a browser rounds off). */
const TARGET_PX = 43.5;

/**
 * Controls that a finger would miss. A box in a label is as large as the label; bars of a chart share its width, and the
 * date field behind a period's title is opened by the title.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const small: string[] = [];
    for (const roots: ParentNode[] = [document]; roots.length > 0; ) {
      for (const element of roots.pop()?.querySelectorAll('*') ?? []) {
        if (element.shadowRoot !== null) roots.push(element.shadowRoot);
        if (!element.matches('a, button, input:not([aria-hidden]), select, summary') || element.closest('svg'))
          continue;
        const { width } = element.getBoundingClientRect();
        const { height } = (element.closest('label') ?? element).getBoundingClientRect();
        if (width > 0 && height < least) small.push(`${element.tagName} ${element.textContent?.trim()}: ${height} px`);
      }
    }
    return small;
  }, TARGET_PX);
}
