/** Small pieces of SVG for the drawings and plots of hardware/README.md. */

export const INK = '#1c2733';
const COLOURS = ['#0b6fb8', '#c8451b', '#3a8a3a', '#8a4fae', '#b8860b'];

export function text(x: number, y: number, value: string, more = ''): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped}</text>`;
}

export function document(width: number, height: number, title: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif" font-size="13" fill="${INK}">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly series: readonly Series[];
  /** Horizontal lines that mean something. */
  readonly limits?: readonly { readonly at: number; readonly name: string }[];
}

const WIDTH = 780;
const HEIGHT = 300;
const BOX = { left: 58, top: 34, right: 560, bottom: 258 } as const;

/** Steps of 1, 2 or 5 times a power of ten, four to eight of them. */
function ticks([from, to]: readonly [number, number]): readonly number[] {
  const power = 10 ** Math.floor(Math.log10((to - from) / 4));
  const step = [5, 2, 1].map((factor) => factor * power).find((size) => (to - from) / size >= 4) ?? power;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}

/** Leaves out the points that nobody could tell apart. */
function thinned(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (!last || Math.abs(point[0] - last[0]) > 2 || Math.abs(point[1] - last[1]) > 0.5) kept.push(point);
  }
  return kept;
}

/** One plot as an SVG fragment, {@link WIDTH} x {@link HEIGHT}, moved down by `offset`. */
function plot({ title, xLabel, yLabel, x, y, series, limits = [] }: Plot, offset = 0): string {
  const px = (value: number) => BOX.left + ((value - x[0]) / (x[1] - x[0])) * (BOX.right - BOX.left);
  const py = (value: number) => BOX.bottom - ((value - y[0]) / (y[1] - y[0])) * (BOX.bottom - BOX.top);
  const out = [`<g transform="translate(0 ${offset})">`, text(BOX.left, 20, title, 'font-weight="bold"')];
  for (const at of ticks(x)) {
    out.push(
      `<path d="M${px(at).toFixed(1)} ${BOX.top}V${BOX.bottom}" stroke="#e3e7eb"/>`,
      text(px(at), BOX.bottom + 16, String(at), 'text-anchor="middle"'),
    );
  }
  for (const at of ticks(y)) {
    out.push(
      `<path d="M${BOX.left} ${py(at).toFixed(1)}H${BOX.right}" stroke="#e3e7eb"/>`,
      text(BOX.left - 6, py(at) + 4, String(at), 'text-anchor="end"'),
    );
  }
  for (const { at, name } of limits) {
    out.push(
      `<path d="M${BOX.left} ${py(at).toFixed(1)}H${BOX.right}" stroke="#66727f" stroke-dasharray="5 4"/>`,
      text(BOX.right + 6, py(at) + 4, name, 'fill="#66727f"'),
    );
  }
  for (const [n, { name, points }] of series.entries()) {
    const colour = COLOURS[n % COLOURS.length];
    const path = thinned(
      points
        .filter(([at]) => at >= x[0] && at <= x[1])
        .map(([at, value]) => [px(at), py(Math.min(y[1], Math.max(y[0], value)))]),
    );
    out.push(
      `<path d="M${path.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
    );
    out.push(
      `<path d="M${BOX.right + 18} ${HEIGHT - 12 - 18 * (series.length - n)}h18" stroke="${colour}" stroke-width="3"/>`,
    );
    out.push(text(BOX.right + 42, HEIGHT - 8 - 18 * (series.length - n), name));
  }
  out.push(
    `<rect x="${BOX.left}" y="${BOX.top}" width="${BOX.right - BOX.left}" height="${BOX.bottom - BOX.top}" fill="none" stroke="${INK}"/>`,
  );
  out.push(text((BOX.left + BOX.right) / 2, BOX.bottom + 34, xLabel, 'text-anchor="middle"'));
  out.push(
    text(0, 0, yLabel, `text-anchor="middle" transform="translate(16 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)"`),
    '</g>',
  );
  return out.join('\n');
}

export const plots = (title: string, panels: readonly Plot[]): string =>
  document(
    WIDTH,
    HEIGHT * panels.length,
    title,
    panels.map((panel, n) => plot(panel, n * HEIGHT)),
  );
