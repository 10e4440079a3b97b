/** The certificate files of https, made and renewed when needed. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../write-file.js';

const RENEW_MS = 30 * 86_400_000;

export interface HttpsFiles {
  readonly ca: string;
  readonly caKey: string;
  readonly certificate: string;
  readonly key: string;
}

export const httpsFiles = (dataFolder: string): HttpsFiles => ({
  ca: join(dataFolder, 'https', 'ca.pem'),
  caKey: join(dataFolder, 'https', 'ca.key'),
  certificate: join(dataFolder, 'https', 'server.pem'),
  key: join(dataFolder, 'https', 'server.key'),
});

/** IPv4 addresses by which this machine is reached at home; loopback when it has no other. */
export function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return addresses.length > 0 ? addresses : ['127.0.0.1'];
}

/** DNS names and IPv4 addresses for the certificate. */
export function ownNames(): string[] {
  const name = hostname().toLowerCase();
  return [...new Set(['localhost', name, `${name}.local`, '127.0.0.1', ...ownAddresses()])];
}

/** True when there is none or a damaged one, it ends soon, or it lacks one of the names. */
export function needsCertificate(files: HttpsFiles, names: readonly string[], now: number): boolean {
  if (!existsSync(files.certificate) || !existsSync(files.key)) return true;
  const certificate = readCertificate(files.certificate);
  if (certificate === null) return true;
  if (Date.parse(certificate.validTo) - now < RENEW_MS) return true;
  return names.some((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) === undefined);
}

/** Null when the file holds none that can be read. */
export function readCertificate(path: string): X509Certificate | null {
  const pem = readFileSync(path);
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** Issues a certificate when one is needed; a new authority only when the old one may not sign for a name. */
export async function ensureCertificate(
  files: HttpsFiles,
  names: readonly string[],
  now = Date.now(),
): Promise<{ readonly renewed: boolean; readonly newAuthority: boolean }> {
  if (!needsCertificate(files, names, now)) return { renewed: false, newAuthority: false };
  // Megabytes of ASN.1 that a service needs once a year.
  const { issue, loadAuthority, makeAuthority, mayName } = await import('./authority.js');
  const held = await loadAuthority(files);
  const usable =
    held !== null && names.every((name) => mayName(held, name)) && held.certificate.notAfter.getTime() > now;
  const authority = usable ? held : await makeAuthority(files, names);
  const issued = await issue(authority, names);
  writeFileAtomically(files.key, issued.key, 0o600);
  writeFileAtomically(files.certificate, issued.certificate);
  return { renewed: true, newAuthority: !usable };
}
