/** Logs: one line per change of state. Text lines carry no time under systemd, since the journal adds its own. */
import { type Logger, pino } from 'pino';
import { reasonOf } from './reason.js';
import type { Config } from './settings.js';

export type { Logger };

export function makeLog({ level, format }: Config['log'], underSystemd: boolean): Logger {
  const options = { level, base: null, serializers: { err: errorText } };
  if (format === 'json') return pino(options);
  return pino(options, { write: (line: string) => process.stdout.write(textLine(line, !underSystemd)) });
}

/** What only a mistake of the program gives comes with its place. */
function errorText(error: unknown): string {
  const place = error instanceof Error && !('code' in error) ? error.stack?.split('\n')[1]?.trim() : undefined;
  return place === undefined ? reasonOf(error) : `${reasonOf(error)} ${place}`;
}

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

function textLine(line: string, withTime: boolean): string {
  const { level, time, name, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown> & {
    err?: string;
  };
  const more = Object.entries(rest).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  const stamp = withTime ? `[${new Date(Number(time)).toISOString()}] ` : '';
  const cause = err ? ` (${err})` : '';
  return `${stamp}${LEVELS[Number(level)] ?? 'info'}: ${name ? `${String(name)}: ` : ''}${String(msg)}${cause}${more.join('')}\n`;
}
