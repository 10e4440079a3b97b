/** For stores whose file must be whole in a test. */
export function undamaged(text: string): never {
  throw new Error(text);
}
