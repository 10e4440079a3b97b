import type { MeterPortClass } from '../platform.js';

declare const MeterPort: MeterPortClass;
export default MeterPort;
