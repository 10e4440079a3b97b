import type { Settlement, TariffKind } from '@okosmero/pi-service/contract';
import { translations } from './language.js';

/** In the order of the lists to choose from. */
export const TARIFFS: readonly TariffKind[] = ['A1', 'A2', 'B', 'H', 'own'];
export const SETTLEMENTS: readonly Settlement[] = ['brutto', 'szaldo'];

/** Words of a contract, for the pages that show or change it. */
export const contractWords = translations(
  {
    tariff: 'Árszabás',
    tariffs: {
      A1: 'A1 – általános, egy zóna',
      A2: 'A2 – általános, két zóna',
      B: 'B – vezérelt (éjszakai)',
      H: 'H – hőszivattyú, fűtési idény',
      own: 'Saját árak',
    },
    settlement: 'Elszámolás',
    settlements: { brutto: 'Bruttó', szaldo: 'Szaldó' },
    offlineSave: 'Menteni csak kapcsolattal lehet.',
    conflict: 'Közben egy másik telefonon megváltoztatták a szerződést. Ha újra mentesz, a tiéd lesz érvényes.',
  },
  {
    tariff: 'Tariff',
    tariffs: {
      A1: 'A1 – general, one zone',
      A2: 'A2 – general, two zones',
      B: 'B – controlled (night)',
      H: 'H – heat pump, heating season',
      own: 'Own prices',
    },
    settlement: 'Settlement',
    settlements: { brutto: 'Gross', szaldo: 'Net' },
    offlineSave: 'Saving needs a connection.',
    conflict: 'The contract was changed on another phone meanwhile. Save again, and yours will hold.',
  },
);
