/** The two XS extensions that the io modules use, for Node: text to and from bytes. */
interface Extensions {
  fromString?(text: string): ArrayBuffer;
}
interface TextExtensions {
  fromArrayBuffer?(buffer: ArrayBuffer): string;
}

(ArrayBuffer as unknown as Extensions).fromString = (text) => new TextEncoder().encode(text).buffer as ArrayBuffer;
(String as unknown as TextExtensions).fromArrayBuffer = (buffer) => new TextDecoder().decode(buffer);
