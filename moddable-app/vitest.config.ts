import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    conditions: ['source'],
    alias: { 'embedded:io/socket/tcp': fileURLToPath(new URL('test/firmware/sdk/tcp.ts', import.meta.url)) },
  },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'moddable-app',
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    setupFiles: ['../test/setup/loopback-only.mjs'],
  },
});
