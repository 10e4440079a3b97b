/** A bad network between two ends on this machine: latency, small pieces, resets, black holes. Bytes keep their order. */
import { connect, createServer, type Socket } from 'node:net';

export interface BadNetwork extends AsyncDisposable {
  readonly port: number;
  /** Milliseconds that every piece takes longer. */
  latency: number;
  /** Bytes of a piece at most. */
  piece: number;
  /** Connections stay up and nothing passes. */
  blackHole: boolean;
  /** Resets every connection. */
  reset(): void;
}

export async function openBadNetwork(target: () => number): Promise<BadNetwork> {
  const sockets = new Set<Socket>();
  const state = { latency: 0, piece: Number.POSITIVE_INFINITY, blackHole: false };
  const server = createServer((near) => {
    const far = connect(target(), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      pass(from, to, state);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return Object.assign(state, {
    port: typeof address === 'object' && address ? address.port : 0,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** One direction, strictly in order: the next piece waits for the one before it. */
function pass(from: Socket, to: Socket, state: { latency: number; piece: number; blackHole: boolean }): void {
  let last = Promise.resolve();
  from.on('data', (bytes) => {
    for (let at = 0; at < bytes.length; at += Math.min(state.piece, bytes.length)) {
      const piece = bytes.subarray(at, at + Math.min(state.piece, bytes.length));
      last = last.then(async () => {
        if (state.latency > 0) await new Promise((resolve) => setTimeout(resolve, state.latency));
        if (!state.blackHole && !to.destroyed) to.write(piece);
      });
    }
  });
}
