/** A running checksum of the meter's line; see crc16.c. The same shape on every platform: `Checksum` in p1/crc16.ts. */
class Crc16 extends Native('xs_crc16_destructor') {
  constructor(polynomial, initial, reflectInput, reflectOutput, final) {
    super();
    native('xs_crc16').call(this, polynomial, initial, reflectInput, reflectOutput, final);
  }
  reset() {
    native('xs_crc16_reset').call(this);
  }
  checksum(bytes) {
    return native('xs_crc16_checksum').call(this, bytes);
  }
}

export default Crc16;
