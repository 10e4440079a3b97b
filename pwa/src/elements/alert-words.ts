/** An alert in words, and where it leads. */
import type { Alert } from '../data/alerts.js';
import { onDay, sinceDay } from '../date-words.js';
import { clock, kilowatts, number, shortDateTime } from '../format.js';
import { translations } from '../locales/language.js';
import { href } from '../router.js';

const texts = translations(
  {
    silence: (when: string) => `${when} óta nem jött mérés.`,
    baseLoad: (since: string, before: string, now: string) =>
      `${since} magasabb az alapterhelés: ${before} kW helyett ${now} kW. Mi maradt bekapcsolva?`,
    phase: (phase: string, amperes: string, limit: string) =>
      `${phase}: ${amperes} A, a korlát (${limit} A) 80 %-a fölött. Kapcsolj ki egy nagy fogyasztót!`,
    allowanceOver: (on: string) => `A kedvezményes sáv ${on} elfogyott, azóta a piaci ár érvényes.`,
    allowanceSoon: (on: string) => `A kedvezményes sáv várhatóan ${on} elfogy.`,
    peak: (kW: string, when: string, before: string) => `Új csúcs ma, ${when}-kor: ${kW} kW (eddig ${before} kW volt).`,
  },
  {
    silence: (when) => `No reading since ${when}.`,
    baseLoad: (since, before, now) => `Base load is up ${since}: ${now} kW instead of ${before} kW. What was left on?`,
    phase: (phase, amperes, limit) =>
      `${phase}: ${amperes} A, above 80% of its limit of ${limit} A. Switch a large appliance off.`,
    allowanceOver: (on) => `The reduced-price allowance ran out ${on}; the market price holds since.`,
    allowanceSoon: (on) => `The reduced-price allowance is expected to run out ${on}.`,
    peak: (kW, when, before) => `New maximum today at ${when}: ${kW} kW (${before} kW before).`,
  },
);

export function alertTarget(alert: Alert): string {
  switch (alert.kind) {
    case 'silence':
      return href('status');
    case 'allowance':
      return href('cost');
    case 'phase':
      return href('quality');
    case 'baseLoad':
      return href('log', `day/${alert.since}`);
    case 'peak':
      return href('log');
  }
}

export function alertSentence(alert: Alert): string {
  const text = texts();
  switch (alert.kind) {
    case 'silence':
      return text.silence(shortDateTime(alert.since));
    case 'baseLoad':
      return text.baseLoad(sinceDay(alert.since), kilowatts(alert.beforeW), kilowatts(alert.nowW));
    case 'phase':
      return text.phase(alert.phase, number(alert.amperes, 1), number(alert.limit));
    case 'allowance':
      return (alert.over ? text.allowanceOver : text.allowanceSoon)(onDay(alert.on));
    case 'peak':
      return text.peak(kilowatts(alert.peak.w), clock(alert.peak.at), kilowatts(alert.beforeW));
  }
}
