/** Files made on the phone, so that a download needs no network. Loaded at the first download. */
import { CSV_HEADER, type DaySummary } from '@okosmero/pi-service/contract';
import { toCells } from '@okosmero/pi-service/csv';
import { localClock } from '@okosmero/pi-service/day';
import { ABSENT, type DayColumns } from '@okosmero/pi-service/pack';
import { stringify } from 'csv-stringify/browser/esm/sync';

/** Rows of a day exactly as the archive's own CSV has them. */
export function dayCsv(meter: string, columns: DayColumns): string {
  const rows = Array.from(columns.time, (time, i) =>
    toCells({ meterId: meter, objects: objectsAt(columns, i) }, time, localClock(time).dst),
  );
  return stringify([[...CSV_HEADER], ...rows]);
}

/** The day's summary and readings; instants in seconds of UTC, W and Wh, null where the meter sent nothing. */
export function dayJson(meter: string, columns: DayColumns, summary: DaySummary | null): string {
  const value = (number: number): number | null => (number === ABSENT ? null : number);
  const readings = Array.from(columns.time, (time, i) => ({
    time,
    importW: value(columns.importW[i] as number),
    exportW: value(columns.exportW[i] as number),
    importWh: value(columns.importWh[i] as number),
    exportWh: value(columns.exportWh[i] as number),
  }));
  return `${JSON.stringify({ meter, summary, readings })}\n`;
}

/** One row a day; energies in kWh, peaks in kW. */
export function daysCsv(meter: string, days: readonly DaySummary[]): string {
  const thousandth = (value: number | null | undefined): string => (value == null ? '' : String(value / 1000));
  const rows = days.map((day) => [
    meter,
    day.day,
    thousandth(day.importWh),
    thousandth(day.exportWh),
    thousandth(day.maxImport?.w),
    thousandth(day.maxExport?.w),
    String(day.received),
    String(day.expected),
  ]);
  return stringify([['MeterId', 'Day', 'Import', 'Export', 'MaxImport', 'MaxExport', 'Received', 'Expected'], ...rows]);
}

export function daysJson(meter: string, days: readonly DaySummary[]): string {
  return `${JSON.stringify({ meter, days })}\n`;
}

/** The chart as it stands on the page, on the card's colour. */
export async function png(picture: HTMLCanvasElement | SVGSVGElement, background: string): Promise<Blob | null> {
  const source = picture instanceof HTMLCanvasElement ? picture : await rasterised(picture);
  const canvas = document.createElement('canvas');
  canvas.width = source.width;
  canvas.height = source.height;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

const PAINT = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'font-size', 'font-family', 'paint-order'] as const;

/** An SVG drawn to pixels; what its classes say is written into the elements, for the picture has no style sheet. */
async function rasterised(svg: SVGSVGElement): Promise<HTMLCanvasElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  for (const [i, element] of copy.querySelectorAll('*').entries()) {
    const style = getComputedStyle(originals[i] as Element);
    for (const property of PAINT)
      if (!element.getAttribute(property)?.startsWith('url('))
        element.setAttribute(property, style.getPropertyValue(property));
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const ratio = Math.max(2, devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function objectsAt(columns: DayColumns, i: number): Record<string, number> {
  const objects: Record<string, number> = {};
  const put = (code: string, value: number): void => {
    if (value !== ABSENT) objects[code] = value / 1000;
  };
  put('1-0:1.7.0', columns.importW[i] as number);
  put('1-0:2.7.0', columns.exportW[i] as number);
  put('1-0:1.8.0', columns.importWh[i] as number);
  put('1-0:2.8.0', columns.exportWh[i] as number);
  return objects;
}
