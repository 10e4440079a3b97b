import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'moddable-app',
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    setupFiles: ['../test/setup/loopback-only.mjs'],
  },
});
