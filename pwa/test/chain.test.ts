import type { DeviceStatus, ServiceHealth } from '@okosmero/pi-service/contract';
import { describe, expect, it } from 'vitest';
import { type ChainSources, chainOf } from '../src/data/chain.js';

const now = 1_779_278_400;

const device = {
  device: 'a1b2c3',
  available: true,
  lastTelegram: now - 8,
  health: { safeMode: false, rssi: -60, telegrams: { accepted: 1000, rejected: { crc: 2 } } },
  info: null,
} as unknown as DeviceStatus;

const health = {
  ok: true,
  reasons: [],
  now,
  broker: { connected: true, embedded: true },
  disk: { writable: true, freeBytes: 1, archiveBytes: 1 },
  devices: [device],
} as unknown as ServiceHealth;

const well: ChainSources = { health, reachable: true, device, now };

/** The links that are not fine. */
function findings(change: Partial<ChainSources>): string[] {
  return chainOf({ ...well, ...change })
    .filter(({ finding }) => finding !== 'fine')
    .map(({ name, finding }) => `${name} ${finding}`);
}

describe('the chain from meter to phone', () => {
  it('is fine when everything is', () => {
    expect(findings({})).toEqual([]);
    expect(chainOf(well).map(({ name }) => name)).toEqual(['meter', 'device', 'wifi', 'broker', 'service', 'phone']);
  });

  it('blames the first broken link and calls those behind it unknown', () => {
    expect(findings({ device: null })).toEqual(['meter unknown', 'device noDevice', 'wifi unknown']);
    expect(findings({ device: { ...device, available: false } })).toEqual([
      'meter unknown',
      'device gone',
      'wifi unknown',
    ]);
    const broker = { ...health, broker: { connected: false, embedded: false } };
    expect(findings({ health: broker })).toEqual([
      'meter unknown',
      'device unknown',
      'wifi unknown',
      'broker brokerDown',
    ]);
    expect(findings({ reachable: false })).toHaveLength(6);
  });

  it('tells a silent meter from a noisy line', () => {
    expect(findings({ device: { ...device, lastTelegram: now - 61 } })).toEqual(['meter silent']);
    const noisy = { ...device, health: { ...device.health, telegrams: { accepted: 90, rejected: { crc: 10 } } } };
    expect(findings({ device: noisy as unknown as DeviceStatus })).toEqual(['meter rejecting']);
  });

  it('sees weak Wi-Fi, safe mode and a disk that cannot be written', () => {
    const weak = { ...device, health: { ...device.health, rssi: -85, safeMode: true } } as unknown as DeviceStatus;
    expect(findings({ device: weak })).toEqual(['device safeMode', 'wifi weakSignal']);
    expect(findings({ health: { ...health, disk: { ...health.disk, writable: false } } })).toEqual([
      'service notWritable',
    ]);
  });

  it('leaves what other links have told out of the service', () => {
    const reasons = [{ code: 'telegram', text: '' }];
    expect(findings({ health: { ...health, reasons } })).toEqual([]);
    expect(findings({ health: { ...health, reasons: [{ code: 'disk', text: '' }] } })).toEqual(['service troubled']);
  });
});
