/** Where a page puts what it can be asked from outside. */
interface Window {
  bench: unknown;
}
