/**
 * A certificate authority for one household. Its name constraints let it sign only for names and addresses of a home
 * network, so that a phone which trusts it stays safe from it everywhere else. RFC 5280 §4.2.1.10
 */
// What @peculiar/x509 finds its parts by; it must be there first.
import 'reflect-metadata';
import { randomBytes, type webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import { writeFileAtomically } from '../write-file.js';

const CA_DAYS = 3650;
/** Browsers and phones refuse longer ones sooner or later; it is renewed by itself. */
const SERVER_DAYS = 390;
const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const HOME_ZONES = ['localhost', 'local', 'lan', 'home.arpa', 'internal'];
const HOME_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
];

export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
  /** DNS zones that it may sign for. */
  readonly zones: readonly string[];
  /** IPv4 networks that it may sign for, as `10.0.0.0/8`. */
  readonly networks: readonly string[];
}

export interface AuthorityFiles {
  readonly ca: string;
  readonly caKey: string;
}

/** PEM texts of a new server certificate and its key. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** Null when there is none yet. */
export async function loadAuthority({ ca, caKey }: AuthorityFiles): Promise<Authority | null> {
  let pem: string;
  let keyPem: string;
  try {
    pem = readFileSync(ca, 'utf8');
    keyPem = readFileSync(caKey, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const certificate = new x509.X509Certificate(pem);
  const der = x509.PemConverter.decode(keyPem)[0] as ArrayBuffer;
  const key = await crypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  const constraints = certificate.getExtension(id_ce_nameConstraints);
  const permitted = constraints ? AsnConvert.parse(constraints.value, NameConstraints).permittedSubtrees : undefined;
  const zones = [...(permitted ?? [])].flatMap(({ base }) => (base.dNSName === undefined ? [] : [base.dNSName]));
  const networks = [...(permitted ?? [])].flatMap(({ base }) => (base.iPAddress === undefined ? [] : [base.iPAddress]));
  return { certificate, key, zones, networks };
}

/** A new authority for the home's zones and for these names besides. */
export async function makeAuthority(files: AuthorityFiles, names: readonly string[]): Promise<Authority> {
  const own = names.filter((name) => !isIP(name) && !isWithin(HOME_ZONES, name));
  const zones = [...HOME_ZONES, ...own];
  const strange = names.filter((name) => isIP(name) && !isInside(HOME_NETWORKS, name));
  const networks = [...HOME_NETWORKS, ...strange.map((address) => `${address}/32`)];
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const subtree = (name: Partial<GeneralName>) => new GeneralSubtree({ base: new GeneralName(name) });
  const permitted = new GeneralSubtrees([
    ...zones.map((dNSName) => subtree({ dNSName })),
    ...networks.map((iPAddress) => subtree({ iPAddress })),
  ]);
  // IPv6 has no place of its own at home: none of it is permitted.
  const excluded = new GeneralSubtrees([subtree({ iPAddress: '::/0' })]);
  const constraints = new NameConstraints({ permittedSubtrees: permitted, excludedSubtrees: excluded });
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Okosmero home CA ${randomBytes(2).toString('hex')}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + CA_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints)),
    ],
  });
  writeFileAtomically(files.caKey, await privatePem(keys.privateKey), 0o600);
  writeFileAtomically(files.ca, `${certificate.toString('pem')}\n`);
  return { certificate, key: keys.privateKey, zones, networks };
}

/** True when the authority's constraints allow the DNS name or IP address. */
export const mayName = ({ zones, networks }: Authority, name: string): boolean =>
  isIP(name) ? isInside(networks, name) : isWithin(zones, name);

/** A certificate for these DNS names and IPv4 addresses. */
export async function issue(authority: Authority, names: readonly string[]): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const alternatives = names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=Okosmero',
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + SERVER_DAYS * DAY_MS),
    signingKey: authority.key,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternatives),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

const isWithin = (zones: readonly string[], name: string): boolean =>
  zones.some((zone) => name === zone || name.endsWith(`.${zone}`));

function isInside(networks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), 'ipv4');
  }
  return list.check(address, 'ipv4');
}

const serial = (): string => `00${randomBytes(15).toString('hex')}`;

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
