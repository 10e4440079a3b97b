/** What a person at the terminal needs: the link, the QR code, the pairing code, and what to type into the board. */
import { renderUnicodeCompact } from 'uqr';
import { ownAddresses } from './https/certificate.js';
import type { FirstDevice } from './service.js';

export interface Greeting {
  readonly token: string;
  readonly pairingCode: string;
  readonly httpPort: number;
  readonly httpsPort: number | null;
  /** Null when another broker is used. */
  readonly mqttPort: number | null;
  readonly firstDevice: FirstDevice | null;
  /** True when only this machine can reach the service. */
  readonly localOnly: boolean;
}

/** Links of the app. With https the phone starts at the page that offers the certificate. */
function appLinks({ token, httpPort, httpsPort, localOnly }: Omit<Greeting, 'pairingCode' | 'firstDevice'>): {
  readonly here: string;
  readonly phone: string;
} {
  const address = localOnly ? 'localhost' : (ownAddresses()[0] ?? 'localhost');
  const path = httpsPort === null ? '/' : '/https';
  return {
    here: `http://localhost:${httpPort}/#token=${token}`,
    phone: `http://${address}:${httpPort}${path}#token=${token}`,
  };
}

export function greetingText(greeting: Greeting): string {
  const links = appLinks(greeting);
  const lines = [
    '',
    `  Okosmérő: ${links.here}`,
    '',
    indent(renderUnicodeCompact(links.phone, { border: 1 })),
    '',
    `  Telefonon / on the phone: ${links.phone}`,
    `  Párosító kód / pairing code (10 perc / minutes): ${greeting.pairingCode.slice(0, 4)}-${greeting.pairingCode.slice(4)}`,
  ];
  if (greeting.mqttPort !== null) lines.push('', ...boardLines(greeting, greeting.mqttPort));
  return `${lines.join('\n')}\n\n`;
}

function boardLines({ firstDevice, localOnly }: Greeting, mqttPort: number): string[] {
  const address = localOnly ? '127.0.0.1' : (ownAddresses()[0] ?? '127.0.0.1');
  const broker = `  A panelhez / for the board: broker ${address}:${mqttPort}`;
  return firstDevice
    ? [
        `${broker}, user ${firstDevice.name}, password ${firstDevice.password}`,
        '  (csak most látható / shown only now)',
      ]
    : [`${broker}; új jelszó / new password: okosmero device add <name>`];
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
