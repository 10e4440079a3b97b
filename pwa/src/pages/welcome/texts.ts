import { translations } from '../../locales/language.js';

export const texts = translations(
  {
    title: 'Párosítás',
    lead: 'Nyisd meg a szolgáltatás által kiírt linket vagy olvasd be a QR-kódot ezzel a telefonnal, vagy írd be a párosító kódot.',
    code: 'Párosító kód',
    hint: 'Nyolc betű vagy szám. Tíz percig érvényes; újat az „okosmero token” parancs ír ki.',
    pair: 'Párosítás',
    wrong: 'Ez a kód nem jó, vagy lejárt. Kérj újat a szolgáltatástól.',
  },
  {
    title: 'Pair this phone',
    lead: 'Open the link that the service prints or scan its QR code with this phone, or type the pairing code.',
    code: 'Pairing code',
    hint: 'Eight letters or digits. It lives ten minutes; “okosmero token” prints a new one.',
    pair: 'Pair',
    wrong: 'This code is wrong or too old. Ask the service for a new one.',
  },
);
