/** Runs in the page before the app: notes the moment in which the chart's canvas has a picture. */

function find(root: Document | ShadowRoot): Element | undefined {
  for (const element of root.querySelectorAll('*')) {
    const found = element.localName === 'ok-power-chart' ? element : element.shadowRoot && find(element.shadowRoot);
    if (found) return found;
  }
  return undefined;
}

/** Whether the canvas has anything in its middle column. */
function isDrawn(canvas: HTMLCanvasElement): boolean {
  const { width, height } = canvas;
  if (width === 0 || height === 0) return false;
  const column = canvas.getContext('2d')?.getImageData(width >> 1, 0, 1, height).data ?? [];
  return column.some((value) => value !== 0);
}

function look(): void {
  const canvas = find(document)?.shadowRoot?.querySelector('canvas');
  if (canvas && isDrawn(canvas)) window.bench = performance.now();
  else requestAnimationFrame(look);
}

requestAnimationFrame(look);
