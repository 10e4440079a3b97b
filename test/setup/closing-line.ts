/** Ends a run with one plain line, and names every test that did not run: nothing is skipped silently. */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length };
    const skipped: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state]++;
        else skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
      }
    }
    if (skipped.length > 0) {
      const why = process.env.OKOSMERO_LONG === '1' ? '' : ' (long variants run with OKOSMERO_LONG=1)';
      console.log(`\n${skipped.length} not run${why}:`);
      for (const name of skipped) console.log(`  ${name}`);
    }
    console.log(`\n${count.passed} passed, ${count.failed} failed`);
  }
}
