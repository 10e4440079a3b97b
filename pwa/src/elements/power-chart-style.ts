import { css } from 'lit';

export const powerChartStyle = css`
  :host {
    position: relative;
  }
  .plot {
    height: var(--chart-height, 280px);
    touch-action: pan-y;
    cursor: crosshair;
    border-radius: 6px;
  }
  .readout {
    height: 20px;
    font-size: 13px;
    color: var(--muted);
    white-space: nowrap;
    overflow: hidden;
  }
  .readout > b {
    color: var(--ink);
  }
  .readout > span {
    margin-left: 10px;
  }
  .import {
    color: var(--import-ink);
  }
  .export {
    color: var(--export-ink);
  }
  @media (max-width: 480px) {
    .word {
      display: none;
    }
  }
  /* What a chart without axes, legend and selection needs of uPlot's own sheet. */
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-over,
  .u-under,
  .u-cursor-x {
    position: absolute;
  }
  .uplot canvas {
    display: block;
    width: 100%;
    height: 100%;
  }
  .u-cursor-x {
    inset: 0 auto auto 0;
    height: 100%;
    border-right: 1px dashed var(--muted);
    pointer-events: none;
    will-change: transform;
  }
  .u-off {
    display: none;
  }
`;
