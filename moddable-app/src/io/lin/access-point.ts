import type { AccessPoint } from '../platform.js';

/** A host is in a network already: the set-up page is reached by that. */
class HostAccessPoint implements AccessPoint {
  readonly stations = 0;
}

export default HostAccessPoint;
