/**
 * What differs between the chip and a Linux host, as shapes. `esp/` and `lin/` hold one implementation each, chosen by the
 * manifest; the rest of the firmware sees these interfaces only and gets the classes handed over by main.
 */

/** The meter's line. Bytes wait in a ring of a whole telegram until they are read. */
export interface MeterPort {
  /** Moves what is there, at most the view's length, and returns how many bytes that were. */
  read(view: Uint8Array): number;
  /** Bytes lost because the ring or the UART's FIFO was full, since it was opened. */
  readonly overflow: number;
  /** Characters without a stop bit: wrong polarity, wrong speed or noise. */
  readonly framing: number;
  close(): void;
}

export interface MeterPortOptions {
  /** GPIO of the receiver: 13 is D7 (UART0 swapped), 3 is RX, which the board's USB chip drives as well. */
  readonly receive: 3 | 13;
  /** True where no transistor inverts the meter's line: the UART inverts it then. */
  readonly inverted: boolean;
  /** Path of the serial port on a host; the chip has one only. */
  readonly serial: string;
}

/** The chip itself. */
export interface Board {
  /** `rst_info.reason` of the ESP8266 SDK: 0 power, 1 watchdog, 2 exception, 3 soft watchdog, 4 restart, 5 deep sleep, 6 external. */
  readonly resetReason: number;
  /** Bytes; 0 on a host, where memory is no concern. */
  readonly freeHeap: number;
  /** Twelve hex digits. */
  readonly mac: string;
  /** True while the setup button is held. */
  readonly buttonPressed: boolean;
  /** Fills the 16 bytes that survive a reset but not a power cut. */
  recall(bytes: Uint8Array): void;
  remember(bytes: Uint8Array): void;
  light(on: boolean): void;
  /** Ends the SDK's own reading of the UART, which nobody empties: bytes of the meter's line would keep its interrupt busy. */
  releaseUart(): void;
  /** A line on the USB serial port, 115200 Bd; only while the meter port is closed. */
  print(text: string): void;
  restart(): void;
}

/** The station half of ECMA-419's Wi-Fi interface, as far as it is used. */
export interface WiFi {
  /** `hostname`: what the network's DHCP server lists the board as. */
  configure(options: { readonly hostname: string }): void;
  connect(options: { SSID: string; password?: string }): void;
  disconnect(): void;
  /** 200 idle, 300 connecting, 400 associated, 500 has an address. */
  readonly connection: number;
  /** dBm; undefined without an access point or without a radio. */
  readonly RSSI: number | undefined;
}

/** The board's own Wi-Fi network, for the set-up page. */
export interface AccessPoint {
  /** Telephones and computers in it now. */
  readonly stations: number;
}

export type MeterPortClass = new (options: MeterPortOptions) => MeterPort;
/** The SDK's C reads properties of the argument without asking whether there is one, and XS ends where there is none. */
export type WiFiClass = new (options: object) => WiFi;
export type AccessPointClass = new (options: { ssid: string; password: string }) => AccessPoint;
