/** The two XS extensions that the io modules use, for Node: text to and from bytes. */
declare global {
  interface ArrayBufferConstructor {
    fromString(text: string): ArrayBuffer;
  }
  interface StringConstructor {
    fromArrayBuffer(buffer: ArrayBuffer): string;
  }
}

ArrayBuffer.fromString = (text) => new TextEncoder().encode(text).buffer as ArrayBuffer;
String.fromArrayBuffer = (buffer) => new TextDecoder().decode(buffer);

export {};
