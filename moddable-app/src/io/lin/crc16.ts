export { CRC16 as default } from 'crc';
