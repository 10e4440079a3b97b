/** Pointer, wheel and keyboard on a chart, told as what the person means. Positions are pixels from the chart's left edge. */
export interface ChartIntents {
  /** Whether a horizontal drag moves the view (zoomed in) or turns the page (a swipe). */
  readonly canPan: () => boolean;
  readonly hover: (x: number | null) => void;
  readonly pan: (pixels: number) => void;
  readonly zoom: (factor: number, x: number | null) => void;
  readonly reset: () => void;
  readonly swipe: (direction: 1 | -1) => void;
}

const SWIPE_PX = 60;
const TAP_PX = 8;
const KEY_PAN_PX = 60;
const DOUBLE_TAP_MS = 350;

export class ChartGestures {
  readonly #intents: ChartIntents;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #start: { x: number; y: number } | null = null;
  #pinch: number | null = null;
  #lastTap = 0;

  constructor(intents: ChartIntents) {
    this.#intents = intents;
  }

  readonly down = (event: PointerEvent): void => {
    this.#pointers.set(event.pointerId, positionOf(event));
    if (this.#pointers.size === 1) this.#start = positionOf(event);
    this.#pinch = this.#spread();
    this.#intents.hover(this.#pointers.size > 1 ? null : positionOf(event).x);
    // Only for a drag that pans: a captured pointer would take the click away from a link inside.
    if (event.pointerType === 'mouse' && this.#intents.canPan())
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    const now = positionOf(event);
    this.#intents.hover(this.#pointers.size > 1 ? null : now.x);
    if (before === undefined) return;
    this.#pointers.set(event.pointerId, now);
    const spread = this.#spread();
    if (spread !== null && this.#pinch !== null) {
      this.#intents.zoom(spread / this.#pinch, this.#middle());
      this.#pinch = spread;
    } else if (this.#pointers.size === 1 && this.#intents.canPan()) this.#intents.pan(before.x - now.x);
  };

  readonly up = (event: PointerEvent): void => {
    const start = this.#start;
    const single = this.#pointers.size === 1 && this.#pointers.delete(event.pointerId);
    this.#pointers.delete(event.pointerId);
    this.#pinch = null;
    const { x, y } = positionOf(event);
    const moved = start === null ? 0 : Math.hypot(x - start.x, y - start.y);
    const tapped = single && start !== null && event.type !== 'pointercancel' && moved < TAP_PX;
    // A finger that tapped has gone: what it pointed at stays to be read.
    if (event.pointerType !== 'mouse' && !tapped) this.#intents.hover(null);
    if (!single || start === null || event.type === 'pointercancel') return;
    if (tapped) this.#tap(event.timeStamp, x);
    else if (!this.#intents.canPan() && Math.abs(x - start.x) > Math.max(SWIPE_PX, 2 * Math.abs(y - start.y)))
      this.#intents.swipe(x < start.x ? 1 : -1);
  };

  readonly leave = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse') this.#intents.hover(null);
  };

  readonly wheel = (event: WheelEvent): void => {
    // A plain wheel scrolls the page until the chart is zoomed; pinch on a touchpad arrives with ctrlKey.
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#intents.zoom(Math.exp(-event.deltaY / 200), positionOf(event).x);
    } else if (this.#intents.canPan() && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.#intents.pan(event.deltaX);
    }
  };

  readonly key = (event: KeyboardEvent): void => {
    const act = {
      '+': () => this.#intents.zoom(2, null),
      '=': () => this.#intents.zoom(2, null),
      '-': () => this.#intents.zoom(0.5, null),
      '0': () => this.#intents.reset(),
      Escape: () => this.#intents.reset(),
      ArrowLeft: this.#intents.canPan() ? () => this.#intents.pan(-KEY_PAN_PX) : undefined,
      ArrowRight: this.#intents.canPan() ? () => this.#intents.pan(KEY_PAN_PX) : undefined,
    }[event.key];
    if (act === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  #tap(at: number, x: number): void {
    if (at - this.#lastTap < DOUBLE_TAP_MS) {
      if (this.#intents.canPan()) this.#intents.reset();
      else this.#intents.zoom(4, x);
      this.#lastTap = 0;
    } else this.#lastTap = at;
  }

  #spread(): number | null {
    const [a, b] = [...this.#pointers.values()];
    return a === undefined || b === undefined ? null : Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  }

  #middle(): number | null {
    const [a, b] = [...this.#pointers.values()];
    return a === undefined || b === undefined ? null : (a.x + b.x) / 2;
  }
}

function positionOf(event: MouseEvent): { x: number; y: number } {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
