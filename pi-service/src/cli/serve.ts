/** `okosmero serve` */
import type { Command } from 'commander';
import { greetingText } from '../greeting.js';
import { makeLog } from '../log.js';
import { type Service, startService } from '../service.js';
import type { Config } from '../settings.js';
import { CommandError, configOf, say } from './context.js';

interface ServeOptions {
  readonly httpPort?: number;
  readonly mqttPort?: number;
  readonly json?: boolean;
}

export async function serve(options: ServeOptions, command: Command): Promise<void> {
  const config = configOf(command, { 'http.port': options.httpPort, 'mqtt.port': options.mqttPort });
  const underSystemd = process.env.JOURNAL_STREAM !== undefined;
  const log = makeLog(config.log, underSystemd);
  const started = await startService(config, log);
  if (!started.ok) throw new CommandError(started.reason, started.status);
  const { service } = started;
  if (options.json) say(JSON.stringify(ready(service)));
  else if (process.stdout.isTTY || !underSystemd) process.stdout.write(greeting(service, config));
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log.info('stopping');
  await service.close();
}

/** One line for programs that start the service. */
const ready = (service: Service) => ({
  url: `http://127.0.0.1:${service.httpPort}`,
  https: service.httpsPort === null ? null : `https://127.0.0.1:${service.httpsPort}`,
  token: service.sessions.token,
  mqtt:
    service.mqttPort === null
      ? null
      : {
          host: '127.0.0.1',
          port: service.mqttPort,
          user: service.firstDevice?.name ?? null,
          password: service.firstDevice?.password ?? null,
        },
});

function greeting(service: Service, config: Config): string {
  return greetingText({
    token: service.sessions.token,
    pairingCode: service.sessions.newPairingCode(),
    httpPort: service.httpPort,
    httpsPort: service.httpsPort,
    mqttPort: service.mqttPort,
    firstDevice: service.firstDevice,
    localOnly: /^(127\.|localhost$|::1$)/.test(config.http.host),
  });
}
