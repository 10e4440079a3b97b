/**
 * The way of a reading from the meter to this phone, link by link, and where it is broken. Pure: what is wrong is told by
 * the first link that is; those behind it are unknown, not wrong.
 */
import type { DeviceStatus, ServiceHealth } from '@okosmero/pi-service/contract';

export const LINKS = ['meter', 'device', 'wifi', 'broker', 'service', 'phone'] as const;
export type LinkName = (typeof LINKS)[number];
export type LinkState = 'good' | 'weak' | 'broken' | 'unknown';

export interface Link {
  readonly name: LinkName;
  readonly state: LinkState;
  /** Which sentence tells it; the page has one for each. */
  readonly finding:
    | 'fine'
    | 'unknown'
    | 'silent'
    | 'rejecting'
    | 'safeMode'
    | 'gone'
    | 'noDevice'
    | 'weakSignal'
    | 'brokerDown'
    | 'notWritable'
    | 'troubled'
    | 'unreachable';
}

/** Telegrams come every ten seconds: this many seconds without one is a fault. */
const SILENT_AFTER = 60;
/** dBm below which a Wi-Fi link drops now and then. */
const WEAK_DBM = -80;
/** More than one rejected telegram in a hundred is a poor line. */
const REJECTED_SHARE = 0.01;

export interface ChainSources {
  /** Newest health of the service; null before the first. */
  readonly health: ServiceHealth | null;
  /** Whether the last request got an answer. */
  readonly reachable: boolean;
  /** The board of the meter in force; null when the service knows none. */
  readonly device: DeviceStatus | null;
  readonly now: number;
}

/** In the order of the data's way. */
export function chainOf(sources: ChainSources): Link[] {
  const { health, reachable } = sources;
  if (!reachable || health === null)
    return LINKS.map((name) =>
      name === 'phone'
        ? { name, state: 'broken', finding: 'unreachable' }
        : { name, state: 'unknown', finding: 'unknown' },
    );
  return [
    ...deviceLinks(sources, health),
    health.broker.connected ? fine('broker') : { name: 'broker', state: 'broken', finding: 'brokerDown' },
    serviceLink(health),
    fine('phone'),
  ];
}

const fine = (name: LinkName): Link => ({ name, state: 'good', finding: 'fine' });
const unknown = (name: LinkName): Link => ({ name, state: 'unknown', finding: 'unknown' });

function deviceLinks({ device, now }: ChainSources, { broker }: ServiceHealth): Link[] {
  if (!broker.connected) return [unknown('meter'), unknown('device'), unknown('wifi')];
  if (device === null)
    return [unknown('meter'), { name: 'device', state: 'broken', finding: 'noDevice' }, unknown('wifi')];
  if (!device.available)
    return [unknown('meter'), { name: 'device', state: 'broken', finding: 'gone' }, unknown('wifi')];
  const rssi = device.health?.rssi ?? null;
  return [
    meterLink(device, now),
    device.health?.safeMode === true ? { name: 'device', state: 'weak', finding: 'safeMode' } : fine('device'),
    rssi !== null && rssi < WEAK_DBM ? { name: 'wifi', state: 'weak', finding: 'weakSignal' } : fine('wifi'),
  ];
}

function meterLink({ lastTelegram, health }: DeviceStatus, now: number): Link {
  if (lastTelegram === null || now - lastTelegram > SILENT_AFTER)
    return { name: 'meter', state: 'broken', finding: 'silent' };
  const rejected = Object.values(health?.telegrams.rejected ?? {}).reduce((sum, count) => sum + count, 0);
  const all = rejected + (health?.telegrams.accepted ?? 0);
  return rejected > REJECTED_SHARE * all ? { name: 'meter', state: 'weak', finding: 'rejecting' } : fine('meter');
}

/** Trouble of the service's own: what the links before it have already told is left out. */
function serviceLink({ disk, reasons }: ServiceHealth): Link {
  if (!disk.writable) return { name: 'service', state: 'broken', finding: 'notWritable' };
  const own = reasons.filter(({ code }) => !/broker|telegram|device/i.test(code));
  return own.length > 0 ? { name: 'service', state: 'weak', finding: 'troubled' } : fine('service');
}
