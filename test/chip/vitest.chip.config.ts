import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The scenarios of `npm run test:chip`: they need the image, so `npm test` does not know them. One at a time: they share two cores. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'chip',
    dir: import.meta.dirname,
    include: ['scenarios/*.scenario.ts'],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    reporters: ['default', fileURLToPath(new URL('../setup/closing-line.ts', import.meta.url))],
    setupFiles: [fileURLToPath(new URL('../setup/loopback-only.mjs', import.meta.url))],
  },
});
