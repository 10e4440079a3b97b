/** The meter's UART; see meter-port.c. The same shape on every platform: `platform/meter-port` in platform.ts. */
class MeterPort extends Native('xs_meter_port_destructor') {
  constructor(options) {
    super();
    native('xs_meter_port').call(this, options.receive, options.inverted);
  }
  close() {
    native('xs_meter_port_close').call(this);
  }
  read(view) {
    return native('xs_meter_port_read').call(this, view);
  }
  get overflow() {
    return native('xs_meter_port_overflow').call(this);
  }
  get framing() {
    return native('xs_meter_port_framing').call(this);
  }
}

export default MeterPort;
