/** The board's own Wi-Fi; see access-point.c. The same shape on every platform: `platform/access-point` in platform.ts. */
class AccessPoint {
  constructor(options) {
    native('xs_access_point').call(this, options.ssid, options.password);
  }
  get stations() {
    return native('xs_access_point_stations').call(this);
  }
}

export default AccessPoint;
