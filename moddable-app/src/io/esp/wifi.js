/** The SDK's station, asleep between beacons. The same shape on every platform: `platform/wifi` in platform.ts. */
import WiFi from 'embedded:network/interface/wifi';
import Board from 'platform/board';

class Station extends WiFi {
  connect(options) {
    super.connect(options);
    Board.sleepBetweenBeacons();
  }
}

export default Station;
