/**
 * The only reader of configuration: `config.yaml`, `OKOSMERO_<SECTION>_<KEY>`, `…_FILE` for secrets, and the command
 * line. Precedence: command line > environment > file > default.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { parse, stringify } from 'yaml';
import { CONFIG_VERSION, type Config, eachSetting, environmentName, type Setting } from './settings.js';

/** Values by `section.key`, as the command line gives them. */
export type Overrides = Readonly<Record<string, unknown>>;

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

export interface ConfigSources {
  /** Path of the file; null looks for `config.yaml` in the working folder and does without when there is none. */
  readonly file: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly overrides?: Overrides;
}

/** Expected mistakes are values: a sentence that names the key and gives an example. */
export function readConfig({ file, environment, overrides = {} }: ConfigSources): ConfigResult {
  const warnings: string[] = [];
  const path = file ?? environment.OKOSMERO_CONFIG ?? (existsSync('config.yaml') ? 'config.yaml' : null);
  try {
    const document = path === null ? {} : readDocument(path);
    const known = pickKnown(document, path ?? '', warnings);
    const values = new Map<string, unknown>(known);
    for (const [section, key, setting] of eachSetting()) {
      const found = fromEnvironment(section, key, setting, environment);
      if (found !== undefined) values.set(`${section}.${key}`, found);
    }
    for (const [name, value] of Object.entries(overrides)) if (value !== undefined) values.set(name, value);
    return { ok: true, config: build(values), warnings };
  } catch (error) {
    if (error instanceof ConfigError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** The effective configuration without its secrets. */
export function masked(config: Config): Record<string, Record<string, unknown>> {
  const out: Record<string, Record<string, unknown>> = {};
  for (const [section, key, setting] of eachSetting()) {
    const value = (config as unknown as Record<string, Record<string, unknown>>)[section]?.[key];
    out[section] = { ...out[section], [key]: setting.secret && value !== null ? '********' : value };
  }
  return out;
}

/** The text of `config.example.yaml`: every setting with its meaning, its variable and its default. */
export function exampleFile(): string {
  const lines = ['# Okosmérő settings. Every line is optional; what is commented out has the default shown.'];
  lines.push(`version: ${CONFIG_VERSION}`);
  let last = '';
  for (const [section, key, setting] of eachSetting()) {
    if (section !== last) lines.push('', `#${section}:`);
    last = section;
    const value = stringify(setting.initial ?? setting.example, { collectionStyle: 'flow' }).trim();
    lines.push(
      `  # ${setting.text}.${setting.initial === null ? ' Not set by default.' : ''} [${environmentName(section, key)}]`,
    );
    lines.push(`#  ${key}: ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

class ConfigError extends Error {}

function readDocument(path: string): Record<string, unknown> {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `The configuration ${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Check the path and its rights.`,
    );
  }
  let document: unknown;
  try {
    document = parse(source, { maxAliasCount: 0 }) ?? {};
  } catch (error) {
    throw new ConfigError(`${path} is not valid YAML: ${(error as Error).message.split('\n')[0]?.replace(/:$/, '')}`);
  }
  if (!isRecord(document))
    throw new ConfigError(`${path} must hold sections, for example\nversion: 1\nhttp:\n  port: 8080`);
  const version = document.version ?? CONFIG_VERSION;
  if (version !== CONFIG_VERSION)
    throw new ConfigError(
      `${path} has version ${JSON.stringify(version)}; this program reads version ${CONFIG_VERSION}. Write "version: ${CONFIG_VERSION}", or install the release that the file was made for.`,
    );
  return document;
}

/** Known keys by `section.key`; everything else becomes a warning. */
function pickKnown(document: Record<string, unknown>, path: string, warnings: string[]): Map<string, unknown> {
  const settings = new Map([...eachSetting()].map(([section, key, setting]) => [`${section}.${key}`, setting]));
  const sections = new Set([...eachSetting()].map(([section]) => section));
  const values = new Map<string, unknown>();
  for (const [section, keys] of Object.entries(document)) {
    if (section === 'version') continue;
    if (!sections.has(section)) {
      warnings.push(`${path}: unknown section "${section}" is ignored; known: ${[...sections].join(', ')}`);
      continue;
    }
    if (keys === null) continue;
    if (!isRecord(keys))
      throw new ConfigError(`"${section}" in ${path} must hold keys, for example\n${section}:\n${example(section)}`);
    for (const [key, value] of Object.entries(keys)) {
      const name = `${section}.${key}`;
      if (settings.has(name)) values.set(name, value);
      else if (key.endsWith('File') && settings.get(name.slice(0, -4))?.secret)
        values.set(name.slice(0, -4), readSecret(String(value), name));
      else warnings.push(`${path}: unknown key "${name}" is ignored`);
    }
  }
  return values;
}

function fromEnvironment(
  section: string,
  key: string,
  setting: Setting<unknown>,
  environment: ConfigSources['environment'],
): unknown {
  const name = environmentName(section, key);
  const fileName = environment[`${name}_FILE`];
  if (setting.secret && fileName !== undefined) return readSecret(fileName, `${name}_FILE`);
  const value = environment[name];
  if (value === undefined) return undefined;
  const { type } = setting.schema;
  if (type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (type === 'array') return value === '' ? [] : value.split(',').map((item) => item.trim());
  return value === '' && Array.isArray(type) ? null : value;
}

function readSecret(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(
      `The secret file ${path} named by ${name} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function build(values: ReadonlyMap<string, unknown>): Config {
  const ajv = new Ajv({ allErrors: false, strict: false });
  const config: Record<string, Record<string, unknown>> = {};
  for (const [section, key, setting] of eachSetting()) {
    const name = `${section}.${key}`;
    const value = values.has(name) ? values.get(name) : setting.initial;
    if (!ajv.validate(setting.schema, value))
      throw new ConfigError(
        `"${name}" ${sentence(ajv.errors?.[0])}, but is ${setting.secret ? 'not' : shown(value)}. Example: ${key}: ${JSON.stringify(setting.example)} (or ${environmentName(section, key)}).`,
      );
    config[section] = { ...config[section], [key]: value };
  }
  for (const section of Object.values(config)) Object.freeze(section);
  return Object.freeze(config) as unknown as Config;
}

function sentence(error: ErrorObject | undefined): string {
  if (error?.keyword === 'type') return `must be ${[error.params.type].flat().join(' or ')}`;
  if (error?.keyword === 'enum') return `must be one of ${(error.params.allowedValues as string[]).join(', ')}`;
  if (error?.keyword === 'pattern') return 'must be like the example';
  return error?.message ?? 'is not valid';
}

/** Somebody may have written a password into an address. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').replace(/\/\/[^@]*@/g, '//********@');

const example = (section: string): string =>
  [...eachSetting()]
    .filter(([name]) => name === section)
    .slice(0, 1)
    .map(([, key, setting]) => `  ${key}: ${JSON.stringify(setting.example)}`)
    .join('');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
