/** What every library has to do: draw import and export of the same readings, and move the window over them. */
import type { DayColumns } from '@okosmero/pi-service/pack';

export const WIDTH = 1200;
export const HEIGHT = 400;

/** Seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Shown {
  readonly canvas: HTMLCanvasElement;
  /** Resolves when the frame is on the canvas. */
  show(window: Stretch): Promise<void> | void;
}

/** Draws into `host`, which is in the page and has the size; what a library wants prepared is prepared before. */
export type MakeChart = (columns: DayColumns) => (host: HTMLElement, window: Stretch) => Promise<Shown> | Shown;

export const COLORS = { import: '#d9622b', export: '#12868c' } as const;
