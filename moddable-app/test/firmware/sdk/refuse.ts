/**
 * As the SDK's classes where the caller leaves the argument out. What is C reads a property of it unasked, and the whole engine
 * ends; what is JavaScript throws as well.
 */
export function refuseNoOptions(options: unknown): void {
  if (options === undefined) throw new SyntaxError('C: xsArg(0): invalid index');
}
