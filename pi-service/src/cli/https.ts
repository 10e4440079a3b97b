/** `okosmero https` */
import type { Command } from 'commander';
import { ensureCertificate, httpsFiles } from '../https/certificate.js';
import { certificateNames } from '../https/listener.js';
import { CommandError, configOf, EXIT, say } from './context.js';
import { showToken } from './token.js';

export async function setUpHttps(_: unknown, command: Command): Promise<void> {
  const { data, https } = configOf(command);
  if (https.certificate !== null)
    throw new CommandError('https.certificate names an own certificate: nothing to make.', EXIT.usage);
  const names = certificateNames(https);
  const { renewed, newAuthority } = await ensureCertificate(httpsFiles(data.folder), names);
  say(renewed ? `Certificate for ${names.join(', ')}` : 'The certificate is in force already.');
  if (newAuthority) say('A new home authority was made: every phone has to take its certificate once.');
  say('A running service takes it up within seconds; otherwise: okosmero serve');
  showToken({}, command);
}
