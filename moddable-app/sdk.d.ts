/**
 * The Moddable SDK for the type check: the typings of npm where they have a module, declarations of our own where they lack
 * it or say less than the SDK does. mcconfig does not see this file; it has the SDK's own typings.
 */
/// <reference path="../node_modules/@moddable/typings/xs.d.ts" />
/// <reference path="../node_modules/@moddable/typings/time.d.ts" />
/// <reference path="../node_modules/@moddable/typings/timer.d.ts" />
/// <reference path="../node_modules/@moddable/typings/file.d.ts" />
/// <reference path="../node_modules/@moddable/typings/flash.d.ts" />
/// <reference path="../node_modules/@moddable/typings/crc.d.ts" />
/// <reference path="../node_modules/@moddable/typings/net.d.ts" />
/// <reference path="../node_modules/@moddable/typings/mc/config.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_io/_common.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_io/serial.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_io/socket/tcp.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_io/socket/udp.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_io/socket/listener.d.ts" />
/// <reference path="../node_modules/@moddable/typings/embedded_network/mqtt/client.d.ts" />

declare module 'embedded:network/dns/resolver/udp' {
  const Resolver: new (options: object) => object;
  export default Resolver;
}

declare module 'embedded:network/http/server' {
  const HTTPServer: new (options: object) => object;
  export default HTTPServer;
}
