/**
 * Stops a connection that announces an MQTT packet over the limit, before the broker buffers a single byte of it
 * (a parser that collects 256 MB first is a way to kill a small Pi).
 */

/** Largest packet: a telegram as JSON stays under 8 KB, 16 slots of the device's log are 1 KB. */
const MAX_PACKET_BYTES = 16 * 1024;

export interface FrameGuard {
  /** False: the packet that begins in these bytes is too large or its length field is malformed; drop the connection. */
  accepts(bytes: Uint8Array): boolean;
}

/** One guard for one connection; bytes in any split. MQTT 3.1.1 §2.2: one byte of type, 1-4 bytes of remaining length. */
export function createFrameGuard(limit = MAX_PACKET_BYTES): FrameGuard {
  let skip = 0;
  let inLength = false;
  let length = 0;
  let digits = 0;
  return {
    accepts(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (skip > 0) {
          const step = Math.min(skip, bytes.length - at);
          skip -= step;
          at += step;
          continue;
        }
        const byte = bytes[at++] ?? 0;
        if (!inLength) {
          inLength = true;
          length = 0;
          digits = 0;
          continue;
        }
        length += (byte & 0x7f) * 128 ** digits++;
        if (length > limit) return false;
        if (byte & 0x80) {
          if (digits === 4) return false;
          continue;
        }
        inLength = false;
        skip = length;
      }
      return true;
    },
  };
}
