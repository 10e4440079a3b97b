/** The UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(ArrayBuffer.fromString(text));
}
