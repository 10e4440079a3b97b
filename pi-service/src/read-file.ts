import { readFileSync, renameSync } from 'node:fs';

/**
 * Content of a small JSON file; null when it is absent, or damaged. A damaged one is moved aside, never deleted, and the
 * service goes on without: `onDamage` gets the sentence for the log. `isValid` says whether the parsed content is of the shape.
 */
export function readJsonFile<T>(
  path: string,
  isValid: (value: unknown) => value is T,
  onDamage: (text: string) => void,
): T | null {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(source);
    if (isValid(value)) return value;
  } catch {
    // Set aside below.
  }
  const aside = `${path}.${Date.now()}${ASIDE}`;
  renameSync(path, aside);
  onDamage(`${path} is damaged and was moved to ${aside}: put a copy of it back, or set it up anew`);
  return null;
}

/** How the names of files end that were moved aside. */
export const ASIDE = '.quarantine';
