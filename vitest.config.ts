import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['moddable-app', 'pi-service', 'pwa', 'hardware', 'test'] },
});
