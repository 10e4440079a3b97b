/** `okosmero token` */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { greetingText } from '../greeting.js';
import { httpsFiles } from '../https/certificate.js';
import { Sessions } from '../session.js';
import { configOf } from './context.js';

export function showToken(options: { new?: boolean }, command: Command): void {
  const { data, http, https } = configOf(command);
  const sessions = new Sessions(data.folder);
  if (options.new) sessions.renewToken();
  const encrypted = https.certificate !== null || existsSync(httpsFiles(data.folder).certificate);
  process.stdout.write(
    greetingText({
      token: sessions.token,
      pairingCode: sessions.newPairingCode(),
      httpPort: http.port,
      httpsPort: encrypted ? https.port : null,
      mqttPort: null,
      firstDevice: null,
      localOnly: /^(127\.|localhost$|::1$)/.test(http.host),
    }),
  );
}
