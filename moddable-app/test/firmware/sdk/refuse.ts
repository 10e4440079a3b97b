/** As XS does: the SDK's C reads a property of an argument that the caller left out, and the whole engine ends. */
export function refuseNoOptions(options: unknown): void {
  if (options === undefined) throw new SyntaxError('C: xsArg(0): invalid index');
}
