import config from 'mc/config';
import { SETTING_NAMES, type SettingName } from './io/settings.js';
import type { RawSettings } from './io/settings-record.js';

/** What the build was given: manifest values, and over them `name=value` of mcconfig's command line, which are always text. */
export interface BuildConfig {
  readonly settings: RawSettings;
  /** The chip's flash partition; a file's path on a host. */
  readonly storage: string;
  /** Path of the meter's serial port on a host. */
  readonly serial: string;
  /** TCP port of the set-up page. */
  readonly setupPort: number;
}

export function readConfig(): BuildConfig {
  const settings: { [name in SettingName]?: unknown } = {};
  for (const name of SETTING_NAMES) if (config[name] !== undefined) settings[name] = config[name];
  return {
    settings,
    storage: String(config.storage),
    serial: String(config.serial ?? ''),
    setupPort: Number(config.setup_port),
  };
}
