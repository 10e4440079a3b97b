/** On XS: writes to a module's own buffer, which is in flash on the ESP8266. */
const counts = new Uint8Array(4);

export default function main(): void {
  counts[0] = 1;
}
