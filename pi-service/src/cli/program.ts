/** The commands and their options. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { exampleFile, masked } from '../config.js';
import { Devices } from '../devices.js';
import type { Role } from '../mqtt/topics.js';
import { VERSION } from '../version.js';
import { backupArchive, importFolder, rebuildArchive, verifyArchive } from './archive.js';
import { CommandError, configOf, EXIT, failureOf, say, warn } from './context.js';
import { doctor } from './doctor.js';
import { exportReadings } from './export.js';
import { setUpHttps } from './https.js';
import { recover } from './recover.js';
import { serve } from './serve.js';
import { showToken } from './token.js';

export interface Program {
  /** Exit status. */
  run(argv: readonly string[]): Promise<number>;
}

export function makeProgram(): Program {
  const program = new Command('okosmero')
    .description('Archive service for Hungarian smart meters')
    .version(VERSION)
    .option('-c, --config <file>', 'configuration (default: ./config.yaml when it exists)')
    .option('-d, --data <folder>', 'data folder (data.folder)')
    .exitOverride();

  program
    .command('serve')
    .description('run the service: broker, archive, app')
    .option('--http-port <n>', 'port of the app (http.port)', toPort)
    .option('--mqtt-port <n>', 'port of the embedded broker (mqtt.port)', toPort)
    .option('--json', 'print one JSON line instead of link and QR code when ready')
    .action(serve);

  program
    .command('token')
    .description('print the link, its QR code and a new pairing code')
    .option('--new', 'make a new token first: every phone has to be paired again')
    .action(showToken);

  program
    .command('https')
    .description('make a certificate of a home authority (names: https.names), so that a phone can install the app')
    .action(setUpHttps);

  program
    .command('config')
    .description('print the effective configuration, secrets masked')
    .option('--example', 'print a commented example file instead')
    .action((options: { example?: boolean }, command: Command) => {
      if (options.example) process.stdout.write(exampleFile());
      else say(JSON.stringify(masked(configOf(command)), null, 2));
    });

  program
    .command('recover')
    .description("ask the boards' logs for what the archive lacks, while the service runs")
    .option('--no-wait', 'do not wait until it has come')
    .action(recover);

  program
    .command('export <meter>')
    .description('write the readings of a stretch of days')
    .requiredOption('--from <day>', 'first day, like 2026-01-01')
    .requiredOption('--to <day>', 'last day')
    .addOption(new Option('--format <format>').choices(['csv', 'jsonl']).default('csv'))
    .option('-o, --output <file>', 'instead of standard output')
    .action(exportReadings);

  program
    .command('import <folder>')
    .description('take daily CSV files into the archive, whatever their names')
    .action(importFolder);

  program.command('verify').description('read the whole archive and say what is damaged').action(verifyArchive);

  program
    .command('rebuild')
    .description('make CSV, packs and summaries again from the JSON lines')
    .action(rebuildArchive);

  program
    .command('backup <folder>')
    .description('copy verified closed days that are new or changed to a folder')
    .action(backupArchive);

  program.command('doctor').description('say in plain words what is wrong').action(doctor);

  deviceCommands(program);

  return {
    async run(argv) {
      try {
        await program.parseAsync([...argv]);
        return EXIT.ok;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
        const failure = failureOf(error);
        if (!failure) throw error;
        warn(failure.message);
        return failure.status;
      }
    },
  };
}

function deviceCommands(program: Command): void {
  const device = program.command('device').description('accounts of the embedded broker');
  const devicesOf = (command: Command) => new Devices(configOf(command).data.folder, warn);

  device
    .command('add <name>')
    .description('make an account, or a new password for it')
    .option('--reader', 'for Home Assistant: reads everything, writes nothing')
    .option('--password <password>', 'instead of a random one')
    .action(async (name: string, options: { reader?: boolean; password?: string }, command: Command) => {
      const role: Role = options.reader ? 'reader' : 'device';
      const added = await devicesOf(command).add(name, role, options.password);
      if (!added.ok) throw new CommandError(added.reason, EXIT.usage);
      say(`user ${name}, password ${added.password}`);
    });

  device
    .command('remove <name>')
    .description('delete an account')
    .action((name: string, _: unknown, command: Command) => {
      if (!devicesOf(command).remove(name))
        throw new CommandError(`There is no device ${name}. See: okosmero device list`);
      say(`${name} removed`);
    });

  device
    .command('list')
    .description('list the accounts')
    .action((_: unknown, command: Command) => {
      for (const { name, role, added } of devicesOf(command).list())
        say(`${name.padEnd(32)} ${role.padEnd(7)} ${added}`);
    });
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number up to 65535.');
  return port;
}
