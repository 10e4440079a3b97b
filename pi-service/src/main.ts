/** The `okosmero` command. */
import { makeProgram } from './cli/program.js';

// A reader that has enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await makeProgram().run(process.argv);
