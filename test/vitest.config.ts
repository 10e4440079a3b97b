import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: { name: 'test', include: ['**/*.test.ts'], environment: 'node', setupFiles: ['./setup/loopback-only.mjs'] },
});
