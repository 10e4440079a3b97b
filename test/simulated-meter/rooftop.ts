/** A rooftop PV plant of three equal phases under Hungarian skies: watts of one phase for each slot of a local day. */
import { HOUR, midnight, traits } from './calendar.js';
import { draw, noise, sineOfTurns } from './draw.js';
import { SLOT } from './household.js';

const LONGITUDE_TURNS = 19.05 / 360;
/** Sine and cosine of Budapest's latitude, 47.5°. */
const LATITUDE = { sine: 0.7373, cosine: 0.6756 };

const SKY = 80;
const CLOUD = 82;

/** Sine of the sun's elevation; negative at night. `declination` is the sine of the sun's declination. */
function sunHeight(instant: number, declination: number): number {
  const hourAngle = instant / (24 * HOUR) + LONGITUDE_TURNS - 0.5;
  const cosine = Math.sqrt(1 - declination * declination);
  return LATITUDE.sine * declination + LATITUDE.cosine * cosine * sineOfTurns(hourAngle + 0.25);
}

/** Share of the sun that comes through. Cover 0 is a clear sky, 1 an overcast one; between them clouds pass. */
function clearness(seed: number, instant: number, cover: number): number {
  const height =
    0.6 * noise(seed, CLOUD, instant / 1500) +
    0.3 * noise(seed, CLOUD + 1, instant / 260) +
    0.1 * noise(seed, CLOUD + 2, instant / 45);
  const open = Math.min(1, Math.max(0, (height - cover) * 7 + 0.5));
  const through = 0.14 + 0.2 * noise(seed, CLOUD + 3, instant / 900);
  return through + (1 - through) * open;
}

/** @param peakWatts of the whole plant; 0 for a house without one */
export function yieldOf(seed: number, day: number, peakWatts: number): Int32Array {
  const start = midnight(day);
  const watts = new Int32Array((midnight(day + 1) - start) / SLOT);
  if (peakWatts === 0) return watts;
  const { season } = traits(day);
  const declination = 0.3978 * sineOfTurns(season - 0.18);
  const winter = Math.abs(season - 0.5) * 2;
  const sky = draw(seed, SKY, day);
  const clearDays = 0.42 - 0.24 * winter;
  const cover = sky < clearDays ? 0 : sky > 0.94 - 0.3 * winter ? 1.1 : 0.2 + 0.55 * draw(seed, SKY + 1, day);
  for (let slot = 0; slot < watts.length; slot++) {
    const height = sunHeight(start + slot * SLOT, declination);
    if (height <= 0) continue;
    const clear = height * Math.sqrt(Math.sqrt(height)) * 1.08;
    const share = clear * (cover === 0 ? 0.99 : clearness(seed, start + slot * SLOT, cover));
    watts[slot] = Math.round((peakWatts * Math.min(0.97, share)) / 3);
  }
  return watts;
}
