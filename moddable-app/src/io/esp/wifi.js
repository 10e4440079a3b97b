/** The SDK's station, asleep between beacons. The same shape on every platform: `platform/wifi` in platform.ts. */
import WiFi from 'embedded:network/interface/wifi';

class Station extends WiFi {
  connect(options) {
    super.connect(options);
    // Asked for anew each time: connecting ends it.
    native('xs_board_sleep_between_beacons').call(this);
  }
}

export default Station;
