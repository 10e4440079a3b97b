/** The floor: clear, and a line through every reading of the window; no axes, no labels, no thinning out. */
import { firstAtOrAfter } from '@okosmero/pwa/data/series';
import { COLORS, HEIGHT, type MakeChart, type Stretch, WIDTH } from './chart.js';

export const make: MakeChart = ({ time, importW, exportW }) => {
  const most = Math.max(...importW, 1) + Math.max(...exportW, 1);
  const zero = (HEIGHT * Math.max(...importW, 1)) / most;
  return (host, window) => {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    host.append(canvas);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('the browser gives no canvas');
    context.lineWidth = 1.5;
    const show = ({ from, to }: Stretch): void => {
      context.clearRect(0, 0, WIDTH, HEIGHT);
      const [first, end] = [firstAtOrAfter(time, from), firstAtOrAfter(time, to)];
      const line = (values: Int32Array, scale: number, color: string): void => {
        context.strokeStyle = color;
        context.beginPath();
        for (let i = first; i < end; i++) {
          const x = (((time[i] as number) - from) / (to - from)) * WIDTH;
          context.lineTo(x, zero - (values[i] as number) * scale);
        }
        context.stroke();
      };
      line(importW, HEIGHT / most, COLORS.import);
      line(exportW, -HEIGHT / most, COLORS.export);
    };
    show(window);
    return { canvas, show };
  };
};
