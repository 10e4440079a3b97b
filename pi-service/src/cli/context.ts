/** What every command starts from: the configuration, and where to write. */
import type { Command } from 'commander';
import { type Overrides, readConfig } from '../config.js';
import type { Config } from '../settings.js';

/** Exit statuses of sysexits(3), which systemd and scripts know. */
export const EXIT = { ok: 0, failed: 1, usage: 64, unavailable: 69, locked: 73, config: 78 } as const;

/** An expected failure: the sentence is for the person, the status for the shell. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly status: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** Reads the configuration with the options that the command line gave. */
export function configOf(command: Command, overrides: Overrides = {}): Config {
  const { config: file, data } = command.optsWithGlobals<{ config?: string; data?: string }>();
  const result = readConfig({
    file: file ?? null,
    environment: process.env,
    overrides: { ...overrides, 'data.folder': data },
  });
  if (!result.ok) throw new CommandError(result.reason, EXIT.config);
  for (const warning of result.warnings) process.stderr.write(`${warning}\n`);
  return result.config;
}

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
