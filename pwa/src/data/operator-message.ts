/** The operator's message (0-0:96.13.0): hex octets in the standard, plain text on some meters. Pure. */
import type { Reading } from '@okosmero/pi-service/contract';

const MESSAGE = '0-0:96.13.0';
const MAX_CHARACTERS = 1024;

/** The text to show, or null without a message. Control characters are left out; show it as text only. */
export function operatorMessage(reading: Reading): string | null {
  const printed = reading.objects[MESSAGE];
  if (typeof printed !== 'string') return null;
  const text = /^([0-9A-Fa-f]{2})+$/.test(printed) ? decodeHex(printed) : printed;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  const shown = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
  return shown === '' ? null : shown.slice(0, MAX_CHARACTERS);
}

function decodeHex(hex: string): string {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  return new TextDecoder('utf-8').decode(bytes);
}
