/**
 * Loaded in front of any Node process that is measured from outside (`--import`), the service unchanged: whoever connects to
 * the socket named in the environment gets its CPU time so far in microseconds and its resident memory in bytes.
 */
import { createServer } from 'node:net';

const path = process.env.OKOSMERO_BENCH_PROBE;
if (path !== undefined) {
  // Processes that this one starts are not the ones to measure.
  delete process.env.OKOSMERO_BENCH_PROBE;
  createServer((socket) => {
    const { user, system } = process.cpuUsage();
    socket.end(JSON.stringify({ cpu: user + system, rss: process.memoryUsage.rss() }));
  })
    .listen(path)
    .unref();
}
