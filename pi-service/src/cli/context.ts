/** What every command starts from: the configuration, and where to write. */
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ImportStopped } from '../archive/import-csv.js';
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
  for (const warning of result.warnings) warn(warning);
  return result.config;
}

/** The data folder of a command that needs an archive in it: a mistyped folder is no empty archive. */
export function archiveFolder(config: Config): string {
  const { folder } = config.data;
  if (!statSync(join(folder, 'json'), { throwIfNoEntry: false })?.isDirectory())
    throw new CommandError(
      `There is no archive in ${folder} yet. Another data folder is named by -d <folder> or OKOSMERO_DATA_FOLDER.`,
    );
  return folder;
}

/** Where the service of this configuration is reached from this machine. */
export const serviceUrl = ({ http }: Config): string =>
  `http://${/^(0\.0\.0\.0|::)$/.test(http.host) ? '127.0.0.1' : http.host}:${http.port}`;

/** What to tell of an error: one that the system gave has a remedy, too; null for a mistake of the program. */
export function failureOf(error: unknown): CommandError | null {
  if (error instanceof CommandError) return error;
  if (error instanceof ImportStopped) return new CommandError(error.message);
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return null;
  const remedy = code === 'EACCES' || code === 'EPERM' ? otherUser() : (REMEDIES[code] ?? 'See: okosmero doctor');
  return new CommandError(`${message}. ${remedy}`);
}

const otherUser = (): string =>
  `The user ${userInfo().username} may not do that: give it the right (chown, chmod), or try: sudo okosmero …`;
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space and try again.',
  EROFS: 'The disk is read-only.',
  ENOENT: 'Make the folder first, or name another one.',
};

export const warn = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
