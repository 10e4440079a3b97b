import { LONGEST_VALUE, SETTING_NAMES, type SettingName } from '../settings.js';

/** Every field at its longest, each byte as `%XX`, with room for the names. */
export const LONGEST_FORM = SETTING_NAMES.length * (3 * LONGEST_VALUE + 20);

export type FormValues = { [name in SettingName]?: string };

/**
 * Reads a form as browsers send it (`application/x-www-form-urlencoded`). Unknown names are left out, a value that is no
 * UTF-8 too. A password field that is left empty means: keep the one that is stored.
 */
export function readForm(body: string): FormValues {
  const values: FormValues = {};
  for (const field of body.split('&')) {
    const [left, right = ''] = field.split('=');
    const name = SETTING_NAMES.find((known) => known === left);
    const value = name && decoded(right);
    if (name && value !== undefined) values[name] = value;
  }
  return values;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.split('+').join(' '));
  } catch {
    return undefined;
  }
}
