/**
 * The telegram's clock, `YYMMDDhhmmssX` (DSMR 5.0.2 TST): X is S (summer, UTC+2) or W (winter, UTC+1). The letter alone
 * decides the offset, so the repeated hour of October needs no time zone rules.
 */

const ZERO = 0x30;
export const SUMMER = 0x53;
export const WINTER = 0x57;

/** Digits and letter. */
export const TIMESTAMP_LENGTH = 13;

const DAYS_BEFORE_MONTH: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) ^ ZERO;
  const ones = (bytes[at + 1] as number) ^ ZERO;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100;
}

/**
 * UTC seconds of the timestamp whose first digit is at `at`, or -1 for one that names no instant. Years 70 to 99 are a
 * clock that was never set (1970), not the 2070s. A leap second (`:60`) is the second after `:59`.
 */
export function utcSeconds(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 12];
  if (letter !== SUMMER && letter !== WINTER) return -1;
  const year = twoDigits(bytes, at);
  const month = twoDigits(bytes, at + 2);
  const day = twoDigits(bytes, at + 4);
  const hour = twoDigits(bytes, at + 6);
  const minute = twoDigits(bytes, at + 8);
  const second = twoDigits(bytes, at + 10);
  if (year >= 70 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return -1;
  if (second === 60 && (minute !== 59 || hour === 23)) return -1;
  const leap = year % 4 === 0;
  const before = DAYS_BEFORE_MONTH[month - 1] as number;
  const monthLength = (DAYS_BEFORE_MONTH[month] as number) - before + (leap && month === 2 ? 1 : 0);
  if (day > monthLength) return -1;
  // 10957 days from 1970-01-01 to 2000-01-01; every fourth year is a leap year until 2099.
  const days = 10957 + year * 365 + ((year + 3) >> 2) + before + (leap && month > 2 ? 1 : 0) + day - 1;
  return days * 86400 + (hour - (letter === SUMMER ? 2 : 1)) * 3600 + minute * 60 + second;
}

/**
 * Writes `2023-08-15T15:52:00+02:00` (25 bytes) at `to` from the valid timestamp at `from`; the two must not overlap.
 * Returns the position behind it.
 */
export function writeTime(bytes: Uint8Array, to: number, from: number): number {
  bytes[to] = 0x32;
  bytes[to + 1] = ZERO;
  copyPair(bytes, to + 2, from, 0x2d);
  copyPair(bytes, to + 5, from + 2, 0x2d);
  copyPair(bytes, to + 8, from + 4, 0x54);
  copyPair(bytes, to + 11, from + 6, 0x3a);
  copyPair(bytes, to + 14, from + 8, 0x3a);
  copyPair(bytes, to + 17, from + 10, 0x2b);
  if (bytes[to + 17] === 0x36) leapSecond(bytes, to + 11);
  bytes[to + 20] = ZERO;
  bytes[to + 21] = bytes[from + 12] === SUMMER ? 0x32 : 0x31;
  bytes[to + 22] = 0x3a;
  bytes[to + 23] = ZERO;
  bytes[to + 24] = ZERO;
  return to + 25;
}

function copyPair(bytes: Uint8Array, to: number, from: number, separator: number): void {
  bytes[to] = bytes[from] as number;
  bytes[to + 1] = bytes[from + 1] as number;
  bytes[to + 2] = separator;
}

/** `hh:59:60` at `at` becomes the next full hour; {@link utcSeconds} lets no other leap second through. */
function leapSecond(bytes: Uint8Array, at: number): void {
  const hour = twoDigits(bytes, at) + 1;
  bytes[at] = ZERO + ((hour / 10) | 0);
  bytes[at + 1] = ZERO + (hour % 10);
  bytes[at + 3] = ZERO;
  bytes[at + 4] = ZERO;
  bytes[at + 6] = ZERO;
}
