#!/usr/bin/env node
/** The `okosmero` command. */
import { makeProgram } from './cli/program.js';

process.exitCode = await makeProgram().run(process.argv);
