import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'moddable-app',
    include: ['test/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['../test/setup/loopback-only.mjs'],
  },
});
