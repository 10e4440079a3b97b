import type { Checksum, Crc16Parameters } from '../../p1/crc16.js';

declare const Crc16: new (...parameters: Crc16Parameters) => Checksum;
export default Crc16;
