/** Scripts for the browser, bundled by Vite as the app itself is: minified, from the sources of the workspaces. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ELEMENTS = fileURLToPath(new URL('../../pwa/src/elements', import.meta.url));
const GIVEN = 'virtual:given';

/** What a server answers with, by path. */
export type Files = Map<string, string | Uint8Array>;

/** The page's script in a file of this folder, as `/page.js` and its chunks. */
export const bundle = (file: string): Promise<Files> => run(join(HERE, file));

/** The same for a line or two of code; everything that it exports stays. */
export const bundleCode = (code: string): Promise<Files> => run(GIVEN, code);

async function run(input: string, code = ''): Promise<Files> {
  const result = (await build({
    configFile: false,
    root: HERE,
    logLevel: 'error',
    resolve: {
      conditions: ['source', 'module', 'browser', 'import', 'default'],
      // The app exports its data only; its chart is measured as it is drawn.
      alias: { '@okosmero/pwa/elements': ELEMENTS },
    },
    plugins: [
      {
        name: 'given',
        resolveId: (id) => (id === GIVEN ? id : null),
        load: (id) => (id === GIVEN ? code : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { page: input },
        output: { entryFileNames: 'page.js' },
        preserveEntrySignatures: 'strict',
      },
    },
  })) as Rolldown.RolldownOutput;
  const files: Files = new Map();
  for (const part of result.output) files.set(`/${part.fileName}`, part.type === 'chunk' ? part.code : part.source);
  return files;
}
