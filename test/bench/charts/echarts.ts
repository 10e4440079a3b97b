/** ECharts with only what it needs: canvas renderer, min-max sampling, no animation, its own data zoom for the window. */
import { LineChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { COLORS, HEIGHT, type MakeChart, WIDTH } from './chart.js';

use([LineChart, GridComponent, DataZoomComponent, CanvasRenderer]);

export const make: MakeChart = ({ time, importW, exportW }) => {
  const pairs = (values: Int32Array, sign: number): Float64Array => {
    const flat = new Float64Array(2 * values.length);
    for (const [i, value] of values.entries()) {
      flat[2 * i] = time[i] as number;
      flat[2 * i + 1] = sign * value;
    }
    return flat;
  };
  const data = { import: pairs(importW, 1), export: pairs(exportW, -1) };
  return (host, { from, to }) => {
    const chart = init(host, null, { width: WIDTH, height: HEIGHT, renderer: 'canvas' });
    const line = { type: 'line', symbol: 'none', sampling: 'minmax', lineStyle: { width: 1.5 } } as const;
    chart.setOption({
      animation: false,
      color: [COLORS.import, COLORS.export],
      xAxis: { type: 'value', min: 'dataMin', max: 'dataMax' },
      yAxis: { type: 'value' },
      dataZoom: [{ type: 'inside', startValue: from, endValue: to }],
      series: [
        { ...line, data: data.import },
        { ...line, data: data.export },
      ],
    });
    chart.getZr().flush();
    const canvas = host.querySelector('canvas');
    if (canvas === null) throw new Error('ECharts drew nothing');
    return {
      canvas,
      show(window) {
        chart.dispatchAction({ type: 'dataZoom', startValue: window.from, endValue: window.to });
        chart.getZr().flush();
      },
    };
  };
};
