/** Chart.js as its manual recommends for many points: no parsing, no animation, min-max decimation, linear scales. */
import { Chart, Decimation, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { COLORS, HEIGHT, type MakeChart, WIDTH } from './chart.js';

Chart.register(Decimation, LinearScale, LineController, LineElement, PointElement);

export const make: MakeChart = ({ time, importW, exportW }) => {
  const points = (values: Int32Array, sign: number) =>
    Array.from(values, (value, i) => ({ x: time[i] as number, y: sign * value }));
  const data = { import: points(importW, 1), export: points(exportW, -1) };
  return (host, { from, to }) => {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    host.append(canvas);
    const line = { borderWidth: 1.5, pointRadius: 0, parsing: false } as const;
    const chart = new Chart(canvas, {
      type: 'line',
      data: {
        datasets: [
          { ...line, data: data.import, borderColor: COLORS.import },
          { ...line, data: data.export, borderColor: COLORS.export },
        ],
      },
      options: {
        responsive: false,
        animation: false,
        normalized: true,
        plugins: { decimation: { enabled: true, algorithm: 'min-max' } },
        scales: { x: { type: 'linear', min: from, max: to }, y: { type: 'linear' } },
      },
    });
    return {
      canvas,
      show(window) {
        Object.assign(chart.options.scales?.x ?? {}, { min: window.from, max: window.to });
        chart.update('none');
      },
    };
  };
};
