import { SERVICE_NAME } from '../contract.js';

/** What a household sets, on the set-up page or on mcconfig's command line under the same names. */
export interface Settings {
  readonly ssid: string;
  readonly password: string;
  readonly mqtt_host: string;
  readonly mqtt_port: number;
  /** Broker user and device name; empty: the last three bytes of the MAC are the name, and no user is sent. */
  readonly mqtt_user: string;
  readonly mqtt_password: string;
  /** GPIO of the receiver: 13 (D7) or 3 (RX). */
  readonly receive: 3 | 13;
  /** `normal` behind the board's transistor, `inverted` without one. */
  readonly polarity: 'normal' | 'inverted';
  /** Seconds from power-up until the radio starts. */
  readonly start_delay: number;
}

export type SettingName = keyof Settings;

/** The same said in Hungarian and in English. */
export type Text = readonly [hungarian: string, english: string];

/** What is wrong with one setting, and what would be right. */
export interface Problem {
  readonly name: SettingName;
  readonly remedy: Text;
}

export type Validated =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const DEFAULTS: Settings = {
  ssid: '',
  password: '',
  mqtt_host: '',
  mqtt_port: 1883,
  mqtt_user: '',
  mqtt_password: '',
  receive: 13,
  polarity: 'normal',
  start_delay: 5,
};
export const SETTING_NAMES = Object.keys(DEFAULTS) as readonly SettingName[];
/** Never shown again once they are typed. */
export const SECRET_NAMES: readonly SettingName[] = ['password', 'mqtt_password'];

/** Longest text of a form field or command line value: a broker password or host name. */
export const LONGEST_VALUE = 64;
const MOST_DELAY = 300;

/** Whole number within the bounds, or undefined. Command lines and forms give text. */
function numberIn(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** True when every character of the text is one of these. Written without a regular expression, whose engine costs the chip 30 KB. */
function consistsOf(text: string, characters: string): boolean {
  for (const character of text) if (!characters.includes(character)) return false;
  return true;
}

/** A host name, `name.local` or IPv4 address, in lower case as the resolver compares it. */
function isHost(text: string): boolean {
  if (text.length > LONGEST_VALUE) return false;
  for (const label of text.split('.')) {
    if (label === '' || label.startsWith('-') || label.endsWith('-')) return false;
    if (!consistsOf(label, `${LETTERS_AND_DIGITS}-`)) return false;
  }
  return true;
}

/** As `DEVICE_ID` of the contract says. */
function isDeviceName(text: string): boolean {
  return (
    text !== '' &&
    text.length <= 32 &&
    text !== SERVICE_NAME &&
    LETTERS_AND_DIGITS.includes(text.charAt(0)) &&
    consistsOf(text, `${LETTERS_AND_DIGITS}-_`)
  );
}

/**
 * Turns untrusted values (`mc/config`, the form, the stored copy) into settings, missing ones at their defaults. An unset
 * `ssid` is no error here: it is what opens the set-up page.
 */
export function validate(raw: { readonly [name in SettingName]?: unknown }): Validated {
  const problems: Problem[] = [];
  const text = (name: SettingName): string => {
    const value = raw[name] ?? DEFAULTS[name];
    return typeof value === 'string' ? value : String(value);
  };
  const require = (holds: boolean, name: SettingName, remedy: Text) => {
    if (!holds) problems.push({ name, remedy });
  };

  const ssid = text('ssid');
  const password = text('password');
  const mqtt_host = text('mqtt_host').trim().toLowerCase();
  const mqtt_user = text('mqtt_user');
  const mqtt_password = text('mqtt_password');
  const mqtt_port = numberIn(raw.mqtt_port ?? DEFAULTS.mqtt_port, 1, 65_535);
  const receive = numberIn(raw.receive ?? DEFAULTS.receive, 0, 16);
  const polarity = text('polarity');
  const start_delay = numberIn(raw.start_delay ?? DEFAULTS.start_delay, 0, MOST_DELAY);

  const passwordLength = utf8Length(password);
  require(utf8Length(ssid) <= 32, 'ssid', ['legfeljebb 32 bájt lehet', 'at most 32 bytes']);
  require(passwordLength === 0 || (passwordLength >= 8 && passwordLength <= 63), 'password', [
    '8-63 bájt (az ékezetes betű kettő), nyílt hálózathoz üres',
    '8 to 63 bytes (an accented letter is two), empty for an open network',
  ]);
  require((ssid === '' && mqtt_host === '') || isHost(mqtt_host), 'mqtt_host', [
    'gépnév, mint okosmero.local, vagy IPv4-cím',
    'a host name such as okosmero.local, or an IPv4 address',
  ]);
  require(mqtt_port !== undefined, 'mqtt_port', ['egész szám 1 és 65535 között', 'a number from 1 to 65535']);
  require(mqtt_user === '' || isDeviceName(mqtt_user), 'mqtt_user', [
    `a-z, 0-9, - és _, legfeljebb 32, és nem „${SERVICE_NAME}”`,
    `a-z, 0-9, - and _, at most 32, and not "${SERVICE_NAME}"`,
  ]);
  require(utf8Length(mqtt_password) <= LONGEST_VALUE, 'mqtt_password', [
    `legfeljebb ${LONGEST_VALUE} bájt lehet`,
    `at most ${LONGEST_VALUE} bytes`,
  ]);
  require(receive === 13 || receive === 3, 'receive', ['13 (D7) vagy 3 (RX)', '13 (D7) or 3 (RX)']);
  require(polarity === 'normal' || polarity === 'inverted', 'polarity', [
    'normal (tranzisztorral) vagy inverted (nélküle)',
    'normal (with the transistor) or inverted (without)',
  ]);
  require(start_delay !== undefined, 'start_delay', [
    `egész másodperc 0 és ${MOST_DELAY} között`,
    `a number of seconds from 0 to ${MOST_DELAY}`,
  ]);

  if (problems.length || mqtt_port === undefined || start_delay === undefined) return { ok: false, problems };
  return {
    ok: true,
    settings: {
      ssid,
      password,
      mqtt_host,
      mqtt_port,
      mqtt_user,
      mqtt_password,
      receive: receive as Settings['receive'],
      polarity: polarity as Settings['polarity'],
      start_delay,
    },
  };
}
