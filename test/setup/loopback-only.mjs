/**
 * Every test and every Node process that a test starts may talk to this machine only. Loaded by Vitest as a setup file
 * and by child processes through NODE_OPTIONS, which is why it is plain JavaScript.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

const here = import.meta.url;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|0\.0\.0\.0|::|localhost)$/;

/** @param {unknown} host */
function refuse(host) {
  return new Error(`a test wanted to reach ${String(host)}; only loopback addresses are allowed (${here})`);
}

const connect = Socket.prototype.connect;
/** @param {...any} args */
Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first !== null ? first : {};
  const isPath = typeof options.path === 'string' || (typeof first === 'string' && Number.isNaN(Number(first)));
  const host = options.host ?? (typeof second === 'string' ? second : 'localhost');
  if (!isPath && !LOOPBACK.test(host)) throw refuse(host);
  return connect.apply(this, /** @type {any} */ (args));
};

const lookup = dns.lookup;
/** @type {any} */ (dns).lookup = (/** @type {string} */ host, /** @type {any[]} */ ...rest) => {
  if (LOOPBACK.test(host)) return /** @type {any} */ (lookup)(host, ...rest);
  rest.at(-1)(refuse(host));
};

syncBuiltinESMExports();

const flag = `--import=${here}`;
if (!process.env.NODE_OPTIONS?.includes(flag)) {
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, flag].filter(Boolean).join(' ');
}
