import type { AccessPointClass } from '../platform.js';

declare const AccessPoint: AccessPointClass;
export default AccessPoint;
