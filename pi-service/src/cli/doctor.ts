/** `okosmero doctor`: what is wrong, in plain words. No meter id, no measurement, no secret in it. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { lastBackup } from '../backup-note.js';
import { ROUTES, type ServiceHealth } from '../contract.js';
import { Devices } from '../devices.js';
import { appFolder } from '../http/app-files.js';
import { httpsFiles, readCertificate } from '../https/certificate.js';
import { ASIDE } from '../read-file.js';
import type { Config } from '../settings.js';
import { VERSION } from '../version.js';
import { CommandError, configOf, say, serviceUrl } from './context.js';

type Finding = { readonly ok: boolean; readonly text: string };
const good = (text: string): Finding => ({ ok: true, text });
const bad = (text: string): Finding => ({ ok: false, text });

const LEAST_FREE_BYTES = 500e6;
/** Who makes backups wants to know when they have stopped. */
const BACKUP_DAYS = 7;
/** Before this release there was no telegram to archive: the clock has not been set. */
const EARLIEST = Date.UTC(2026, 0, 1);

export async function doctor(_: unknown, command: Command): Promise<void> {
  const config = configOf(command);
  const findings = [
    good(`okosmero ${VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`),
    Date.now() < EARLIEST ? bad('The clock is not set. Check the network and: timedatectl') : good('The clock is set'),
    ...folder(config),
    ...app(config),
    ...accounts(config),
    ...certificate(config),
    backup(config),
    ...(await service(config)),
  ];
  for (const { ok, text } of findings) say(`${ok ? ' ok ' : 'BAD '} ${text}`);
  const count = findings.filter(({ ok }) => !ok).length;
  if (count > 0) throw new CommandError(`${count} to mend`);
}

function folder({ data }: Config): Finding[] {
  if (!existsSync(data.folder))
    return [bad(`There is no data folder ${data.folder}. The first start makes it: okosmero serve`)];
  const findings: Finding[] = [];
  try {
    accessSync(data.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    findings.push(good(`The data folder ${data.folder} may be written`));
  } catch {
    throw new CommandError(`This user may not look into ${data.folder}. Try: sudo okosmero doctor`);
  }
  const { bavail, bsize } = statfsSync(data.folder);
  const free = bavail * bsize;
  const megabytes = `${Math.round(free / 1e6)} MB free`;
  findings.push(free < LEAST_FREE_BYTES ? bad(`The disk is nearly full: ${megabytes}`) : good(megabytes));
  for (const name of readdirSync(data.folder).filter((one) => one.endsWith(ASIDE)))
    findings.push(bad(`${join(data.folder, name)} was found damaged: put a copy back under its name, or delete it`));
  const token = statSync(join(data.folder, 'token'), { throwIfNoEntry: false });
  if (token && token.mode & 0o077) findings.push(bad(`Others may read ${join(data.folder, 'token')}: chmod 600`));
  return findings;
}

function app({ http }: Config): Finding[] {
  const built = existsSync(join(http.appFolder ?? appFolder(), 'index.html'));
  return [built ? good('The app is built') : bad('The app is not built: npm run build')];
}

function accounts({ mqtt, data }: Config): Finding[] {
  if (mqtt.server !== null) return [good(`Broker: ${mqtt.server}`)];
  const damaged: Finding[] = [];
  const count = new Devices(data.folder, (text) => damaged.push(bad(text))).list().length;
  return [
    ...damaged,
    count === 0
      ? bad('No board may connect: okosmero device add <name>')
      : good(`Broker: embedded on port ${mqtt.port}, ${count} accounts`),
  ];
}

function certificate({ data, https }: Config): Finding[] {
  const path = https.certificate ?? httpsFiles(data.folder).certificate;
  if (!existsSync(path))
    return [
      https.certificate === null
        ? good('No https: phones cannot install the app (okosmero https)')
        : bad(`There is no ${path}`),
    ];
  const held = readCertificate(path);
  if (held === null) return [bad(`${path} is no certificate: okosmero https, or put your own there again`)];
  const end = Date.parse(held.validTo);
  const days = Math.floor((end - Date.now()) / 86_400_000);
  return [days < 7 ? bad(`The certificate ends in ${days} days`) : good(`The certificate holds for ${days} days`)];
}

function backup({ data }: Config): Finding {
  const at = lastBackup(data.folder);
  if (at === null) return good('No backup was made yet (okosmero backup <folder>)');
  const days = Math.floor((Date.now() / 1000 - at) / 86_400);
  const text = days < 1 ? 'The last backup was made today' : `The last backup is ${days} days old`;
  return days > BACKUP_DAYS ? bad(`${text}: okosmero backup <folder>`) : good(text);
}

async function service(config: Config): Promise<Finding[]> {
  let health: ServiceHealth;
  try {
    const answer = await fetch(`${serviceUrl(config)}${ROUTES.health}`, { signal: AbortSignal.timeout(5000) });
    health = (await answer.json()) as ServiceHealth;
    if (!Array.isArray(health.reasons)) throw new Error('another program');
  } catch {
    return [bad(`No service answers at ${serviceUrl(config)}: okosmero serve, or systemctl status okosmero`)];
  }
  const boards = health.devices.filter(({ available }) => available).length;
  return [
    good(`The service runs; ${boards} of ${health.devices.length} boards are connected`),
    ...health.reasons.map(({ text }) => bad(text)),
  ];
}
