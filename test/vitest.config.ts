import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'test',
    include: ['**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A page appears when a busy machine gets to it; only a page that never does is a fault.
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ['./setup/loopback-only.mjs'],
  },
});
