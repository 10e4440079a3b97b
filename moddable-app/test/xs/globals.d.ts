/** What host.c gives a program on XS. */
declare class CRC16 {
  constructor(polynomial: number, initial: number, reflectInput: boolean, reflectOutput: boolean, xor: number);
  checksum(bytes: Uint8Array): number;
  reset(): void;
  close(): void;
}
/** Fills the view from standard input; returns the count, 0 at the end. */
declare function read(view: Uint8Array): number;
declare function write(view: Uint8Array): void;
declare function print(text: string): void;
/** Prints a line of JSON, see `Probe` in run.ts: the machine's counters since the last probe. */
declare function probe(name: string): void;
declare function collect(): void;
/** NOR flash with the content of a file, see flash.c. */
declare function flashRead(offset: number, length: number): ArrayBuffer;
declare function flashWrite(offset: number, length: number, buffer: ArrayBuffer): void;
declare function flashErase(sector: number): void;
/** Reads since the last call. */
declare function flashReads(): number;
