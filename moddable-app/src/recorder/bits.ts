/** Unsigned fields of 1 to 32 bits in a byte array, most significant bit first. Positions and widths are bits. */

/** The field of `width` bits at bit `at`. */
export function getBits(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  while (width > 0) {
    const room = 8 - (at & 7);
    const take = width < room ? width : room;
    const scale = 1 << take;
    // Multiplied, not shifted: a 32-bit field must not turn negative.
    value = value * scale + (((bytes[at >> 3] as number) >> (room - take)) & (scale - 1));
    at += take;
    width -= take;
  }
  return value;
}

/** Writes the low `width` bits of `value` at bit `at`; the bits around the field stay. */
export function putBits(bytes: Uint8Array, at: number, width: number, value: number): void {
  while (width > 0) {
    const room = 8 - (at & 7);
    const take = width < room ? width : room;
    width -= take;
    const mask = (1 << take) - 1;
    const shift = room - take;
    const index = at >> 3;
    bytes[index] = ((bytes[index] as number) & ~(mask << shift)) | (((value >>> width) & mask) << shift);
    at += take;
  }
}
