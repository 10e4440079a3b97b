/**
 * A curve of more points than pixels, told by the columns of pixels: what it covers in each, and no more. Thousands of
 * zigzags over the whole height cost a canvas ten times what the columns cost, and look the same. Pure; pixels.
 */
export interface PixelColumns {
  /** Upper and lower edge of the curve in each column from the left, y downwards; NaN where there is no curve. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
}

/**
 * The columns that a line through the points covers; a null lifts the pen. `toX` counts from the first column, ascending.
 * With a thick pen a point covers `reach` columns more at either side.
 */
export function pixelColumns(
  x: ArrayLike<number>,
  values: ArrayLike<number | null>,
  toX: (at: number) => number,
  toY: (value: number) => number,
  width: number,
  reach: number,
): PixelColumns {
  const top = new Float64Array(width).fill(Number.NaN);
  const bottom = new Float64Array(width).fill(Number.NaN);
  const cover = (middle: number, y: number): void => {
    for (let column = middle - reach; column <= middle + reach; column++) {
      // What is outside of a typed array is not kept.
      if (!((top[column] as number) <= y)) top[column] = y;
      if (!((bottom[column] as number) >= y)) bottom[column] = y;
    }
  };
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (let i = 0; i < x.length; i++) {
    const value = values[i] as number | null;
    const nextX = value === null ? Number.NaN : toX(x[i] as number);
    const nextY = value === null ? Number.NaN : toY(value);
    // Where the line crosses from one column to the next it belongs to both, so that they touch. With a pen lifted: nowhere.
    const last = Math.min(width, Math.floor(nextX));
    for (let edge = Math.max(0, Math.floor(lastX) + 1); edge <= last; edge++) {
      const y = lastY + ((nextY - lastY) * (edge - lastX)) / (nextX - lastX);
      cover(edge - 1, y);
      cover(edge, y);
    }
    if (value !== null) cover(Math.floor(nextX), nextY);
    lastX = nextX;
    lastY = nextY;
  }
  return { top, bottom };
}
