/** The built service in a folder of its own, with a probe in front of it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDevice, type RunningService, startService } from '../../e2e/service.js';
import { newProbe, type Probe } from '../probed.js';
import { DEVICE } from './board.js';

export interface Probed extends AsyncDisposable {
  readonly service: RunningService;
  readonly probe: Probe;
  readonly password: string;
}

const MEMORY = '/dev/shm';

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'okosmero-bench-'));

/** In memory where there is such a place: thousands of synced files take seconds there, and their CPU is all that is asked. */
export const newFastFolder = (): string => mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'okosmero-bench-'));

export interface ProbedOptions {
  /** Address of the broker; without one the service is the broker. */
  readonly server?: string;
  /** Of its own, and gone afterwards. */
  readonly data?: string;
}

export async function startProbed({ server, data = newFolder() }: ProbedOptions = {}): Promise<Probed> {
  const password = await addDevice(data, DEVICE);
  const probe = newProbe();
  const broker = server === undefined ? {} : { OKOSMERO_MQTT_SERVER: server };
  const environment = {
    OKOSMERO_DATA_FLUSH_SECONDS: '1',
    OKOSMERO_LOG_LEVEL: 'error',
    ...broker,
    ...probe.environment,
  };
  const service = await startService({ data, environment });
  return {
    service,
    probe,
    password,
    async [Symbol.asyncDispose]() {
      await service.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
