import { type Contract, ROUTES } from '@okosmero/pi-service/contract';
import type { App } from '../app.js';
import type { Failure } from './api.js';

/**
 * Puts a meter's contract into force for the whole family. After a conflict the other phone's version is fetched, so that
 * the next attempt is based on it.
 */
export async function saveContract(
  { api, mirror, household }: Pick<App, 'api' | 'mirror' | 'household'>,
  meter: string,
  contract: Contract,
): Promise<'saved' | Failure> {
  if (household.value === null) return 'offline';
  const { contracts } = household.value;
  const answer = await api.putHousehold({ ...household.value, contracts: { ...contracts, [meter]: contract } });
  if (answer.ok && answer.changed) {
    await mirror.keepDocument(ROUTES.household, answer.value, answer.etag);
    household.set(answer.value);
    return 'saved';
  }
  if (!answer.ok && answer.reason === 'conflict') mirror.documentChanged(ROUTES.household);
  return answer.ok ? 'refused' : answer.reason;
}
