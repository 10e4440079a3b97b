/** What a canvas chart draws besides its lines: hatched gaps, grid, labels inside. Sizes in CSS pixels times `ratio`. */
import type { PixelColumns } from '../data/pixel-columns.js';
import type { Tick } from '../data/ticks.js';

export interface ChartColors {
  readonly import: string;
  readonly importSoft: string;
  readonly export: string;
  readonly exportSoft: string;
  readonly line: string;
  readonly muted: string;
  readonly hatch: string;
  readonly card: string;
}

/** The design's colours as the canvas needs them: resolved for the theme in force. */
export function chartColors(probe: HTMLElement): ChartColors {
  const resolve = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    import: resolve('import'),
    importSoft: resolve('import-soft'),
    export: resolve('export'),
    exportSoft: resolve('export-soft'),
    line: resolve('line'),
    muted: resolve('muted'),
    hatch: resolve('hatch'),
    card: resolve('card'),
  };
  probe.style.color = '';
  return colors;
}

export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** A line of the grid with its label, at its pixel of the canvas. */
export type PlacedTime = Tick & { readonly x: number };
export interface PlacedValue {
  readonly y: number;
  readonly text: string;
}

/** Diagonal lines over a stretch without data; at least 3 pixels wide, so that a short gap is seen too. */
export function paintHatch(ctx: CanvasRenderingContext2D, box: PlotBox, from: number, to: number, color: string): void {
  const left = Math.max(box.left, Math.min(from, to - 3 * box.ratio));
  const right = Math.min(box.left + box.width, Math.max(to, from + 3 * box.ratio));
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, box.top, right - left, box.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = box.ratio;
  ctx.beginPath();
  const step = 7 * box.ratio;
  // Anchored to the canvas, not to the gap, so that the pattern stands still while the view moves.
  for (let x = Math.floor((left - box.height) / step) * step; x < right; x += step) {
    ctx.moveTo(x, box.top + box.height);
    ctx.lineTo(x + box.height, box.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** A curve `thickness` wide, and with `area` what lies between it and a level in another colour; equal columns in one go. */
export function paintColumns(
  ctx: CanvasRenderingContext2D,
  box: PlotBox,
  { top, bottom }: PixelColumns,
  line: { readonly color: string; readonly thickness: number },
  area: { readonly color: string; readonly level: number } | null,
): void {
  const half = line.thickness / 2;
  const fill = (from: number, to: number, upper: number, lower: number): void => {
    const y = Math.max(box.top, upper);
    const height = Math.min(box.top + box.height, lower) - y;
    if (height > 0) ctx.fillRect(box.left + from, y, to - from, height);
  };
  const each = (paint: (from: number, to: number, upper: number, lower: number) => void): void => {
    for (let from = 0, to = 1; from < top.length; from = to++) {
      while (to < top.length && top[to] === top[from] && bottom[to] === bottom[from]) to++;
      paint(from, to, top[from] as number, bottom[from] as number);
    }
  };
  ctx.save();
  if (area !== null) {
    const { color, level } = area;
    ctx.fillStyle = color;
    each((from, to, upper, lower) => {
      fill(from, to, lower, level);
      fill(from, to, level, upper);
    });
  }
  ctx.fillStyle = line.color;
  each((from, to, upper, lower) => fill(from, to, upper - half, lower + half));
  ctx.restore();
}

export function paintGrid(
  ctx: CanvasRenderingContext2D,
  box: PlotBox,
  columns: readonly number[],
  rows: readonly number[],
  color: string,
  opacity = 1,
): void {
  ctx.save();
  ctx.globalAlpha = opacity;
  ctx.strokeStyle = color;
  ctx.lineWidth = box.ratio;
  ctx.beginPath();
  for (const x of columns) {
    ctx.moveTo(Math.round(x), box.top);
    ctx.lineTo(Math.round(x), box.top + box.height);
  }
  for (const y of rows) {
    ctx.moveTo(box.left, Math.round(y));
    ctx.lineTo(box.left + box.width, Math.round(y));
  }
  ctx.stroke();
  ctx.restore();
}

/** Time labels under the plot; the outermost stay inside, one that would touch its neighbour is left out. */
export function paintTimeLabels(
  ctx: CanvasRenderingContext2D,
  box: PlotBox,
  ticks: readonly PlacedTime[],
  colors: ChartColors,
): void {
  ctx.save();
  ctx.font = `${12 * box.ratio}px system-ui, sans-serif`;
  ctx.fillStyle = colors.muted;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  let free = Number.NEGATIVE_INFINITY;
  const right = box.left + box.width;
  for (const { x, label } of ticks) {
    const width = ctx.measureText(label).width;
    const left = Math.min(Math.max(x - width / 2, box.left), right - width);
    if (left < free) continue;
    ctx.fillText(label, left, box.top + box.height + 5 * box.ratio);
    free = left + width + 6 * box.ratio;
  }
  ctx.restore();
}

/** Labels of the value axis, inside the plot on their lines (the topmost under its line), the card's colour around them. */
export function paintValueLabels(
  ctx: CanvasRenderingContext2D,
  box: PlotBox,
  labels: readonly PlacedValue[],
  colors: ChartColors,
): void {
  ctx.save();
  ctx.font = `${12 * box.ratio}px system-ui, sans-serif`;
  ctx.lineWidth = 3 * box.ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colors.card;
  ctx.fillStyle = colors.muted;
  for (const { y, text } of labels) {
    const room = y - 16 * box.ratio >= box.top;
    ctx.textBaseline = room ? 'bottom' : 'top';
    const at = [box.left + 4 * box.ratio, y + (room ? -2 : 3) * box.ratio] as const;
    ctx.globalAlpha = 0.65;
    ctx.strokeText(text, ...at);
    ctx.globalAlpha = 1;
    ctx.fillText(text, ...at);
  }
  ctx.restore();
}
