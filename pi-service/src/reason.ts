/** An error in words for the log, without the path: its folders are named after meters. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? `${code} (${syscall})` : message;
}
