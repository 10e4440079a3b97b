/** The visible part of a time axis inside its whole: zooming and panning never leave it. Pure; seconds. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/** Closer than two minutes there are only a dozen readings to see. */
const CLOSEST = 120;

export function isWhole(view: Viewport, whole: Viewport): boolean {
  return view.from <= whole.from && view.to >= whole.to;
}

/** Zooms by `factor` (above 1: closer) around `center`, which stays where it is on the screen. */
export function zoom(view: Viewport, whole: Viewport, factor: number, center: number): Viewport {
  const length = Math.min(whole.to - whole.from, Math.max(CLOSEST, (view.to - view.from) / factor));
  const share = (center - view.from) / (view.to - view.from);
  return clamp({ from: center - share * length, to: center + (1 - share) * length }, whole);
}

/** Moves by `seconds`, as far as the whole allows. */
export function pan(view: Viewport, whole: Viewport, seconds: number): Viewport {
  return clamp({ from: view.from + seconds, to: view.to + seconds }, whole);
}

function clamp({ from, to }: Viewport, whole: Viewport): Viewport {
  const length = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: start, to: start + length };
}
