import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Where `npm run dev` finds a running service; the built app is always served by the service itself. */
const service = process.env.OKOSMERO_SERVICE ?? 'http://127.0.0.1:8080';

/**
 * What is in template literals is text to the minifier: the indentation of `html` and the comments and spaces of `css`
 * would travel to every phone.
 */
const compactTemplates: Plugin = {
  name: 'compact-templates',
  transform(code, id) {
    if (!id.endsWith('.ts')) return null;
    const compact = (style: string): string =>
      style
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?|(:) /g, '$1$2');
    return { code: code.replace(/\bcss`[^`]*`/g, compact).replace(/\n[ \t]+/g, '\n'), map: null };
  },
};

export default defineConfig({
  // Workspace packages are read from their TypeScript sources, so that a build of the app needs no build of the service.
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  build: {
    target: 'es2022',
    // The polyfill is dead weight in every browser that knows Trusted Types.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': service, '/rt': service } },
  plugins: [
    compactTemplates,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      // public/manifest.webmanifest is the manifest; src/service-worker.ts registers.
      manifest: false,
      injectRegister: null,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,webmanifest}', 'icons/*.png'],
        rollupFormat: 'iife',
      },
    }),
  ],
});
