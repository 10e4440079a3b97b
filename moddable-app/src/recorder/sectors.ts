import { type Flash, SETTINGS_SECTORS } from './flash.js';
import { isWhole, LAST_SEQ, looksLikeMeter, SLOT_BYTES, SLOT_KIND, slotKind, slotSeq } from './slot.js';

/** No sector, no position, no seq. */
export const NONE = -1;

/** Slots at the start of a sector that may tell its place: a damaged one costs only itself. */
const PROBES = 4;

/**
 * The log's part of the flash as a ring of sectors of slots; reads only. A slot's position is its number in the partition. What
 * a slot says is believed once its checksum fits; that is dear, so it is looked at last, and most flash is ruled out before.
 */
export class Sectors {
  /** Sectors of the log; slots in each. */
  readonly count: number;
  readonly slots: number;
  readonly #flash: Flash;

  constructor(flash: Flash) {
    this.#flash = flash;
    this.count = Math.floor(flash.byteLength / flash.blockSize) - SETTINGS_SECTORS;
    this.slots = flash.blockSize / SLOT_BYTES;
  }

  following(sector: number): number {
    return sector + 1 === this.count ? 0 : sector + 1;
  }

  /** Copies the slot to `bytes` at `offset`; gives its {@link slotKind}. */
  read(position: number, bytes: Uint8Array, offset: number): number {
    bytes.set(this.bytesAt(position, SLOT_BYTES), offset);
    return slotKind(bytes, offset);
  }

  /** `length` bytes from the slot's start on. */
  bytesAt(position: number, length: number): Uint8Array {
    return new Uint8Array(this.#flash.read(position * SLOT_BYTES, length));
  }

  /** True when the slot's first word is erased. No slot begins so; of one half written the write that follows tells. */
  isBlank(position: number): boolean {
    return new Int32Array(this.#flash.read(position * SLOT_BYTES, 4))[0] === -1;
  }

  /** Seq at which the sector begins, NONE when it is blank or bad or that seq does not lie within `least` and `most`. */
  seqOf(sector: number, least = 0, most = LAST_SEQ): number {
    const length = Math.min(PROBES, this.slots) * SLOT_BYTES;
    const bytes = this.bytesAt(sector * this.slots, length);
    // One word tells a blank sector: each that is in use begins with a slot.
    if (((bytes[0] as number) & (bytes[1] as number) & (bytes[2] as number) & (bytes[3] as number)) === 0xff)
      return NONE;
    for (let at = 0; at < length; at += SLOT_BYTES) {
      // A sector begins with a meter slot.
      const minute = at > 0 && (bytes[at] as number) >> 5 === SLOT_KIND.minute;
      if (!minute && !looksLikeMeter(bytes, at)) continue;
      const seq = slotSeq(bytes, at);
      if (seq >= least && seq <= most && isWhole(slotKind(bytes, at))) return seq;
    }
    return NONE;
  }

  /**
   * Seq that the meter slot in front of the sector gives, NONE when there is none or the seq is less than `least`. With
   * `believed` its checksum is not looked at: a tenth of the time.
   */
  firstSeq(sector: number, least: number, believed: boolean): number {
    const bytes = this.bytesAt(sector * this.slots, SLOT_BYTES);
    if (!looksLikeMeter(bytes, 0)) return NONE;
    const seq = slotSeq(bytes, 0);
    if (seq < least) return NONE;
    return believed || isWhole(slotKind(bytes, 0)) ? seq : NONE;
  }
}
