import type { WiFiClass } from '../platform.js';

declare const WiFi: WiFiClass;
export default WiFi;
