// A way on loopback that can be cut, clogged or answered for: TCP on one side, TCP or a socket's path on the other.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** `frozen`: nothing passes, ends of connections neither, and all of it comes late. `answers`: said to whatever is asked. */
type Mode = 'open' | 'frozen' | 'slow' | { answers: string };

/** `spoilt`: packets and ends of connections that were held up, slowed down or answered for, so far. */
export type Way = { port: number; mode: Mode; readonly spoilt: number; close(): void };

const SLOW_MS = 400;
const LOOK_MS = 50;

/** Listens on `port` of 127.0.0.1 (0: any) and passes on what comes. `target`: a port of 127.0.0.1, or a path. */
export async function startProxy(port: number, target: () => number | string): Promise<Way> {
  const open = new Set<Socket>();
  let spoilt = 0;
  const passable = async (): Promise<void> => {
    if (proxy.mode !== 'open') spoilt += 1;
    if (proxy.mode === 'slow') await sleep(SLOW_MS);
    while (proxy.mode === 'frozen') await sleep(LOOK_MS);
  };
  const pass = (from: Socket, to: Socket, near: boolean): void => {
    let passed = Promise.resolve();
    from.on('data', (chunk) => {
      from.pause();
      passed = passed.then(async () => {
        await passable();
        if (near && typeof proxy.mode === 'object') from.end(proxy.mode.answers);
        else if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {});
        from.resume();
      });
    });
    from.on('error', () => {}); // it closes then
    from.on('close', () => {
      open.delete(from);
      passed = passed.then(passable).then(() => void to.destroySoon());
    });
    open.add(from);
  };
  const server = createServer((near) => {
    const to = target();
    const far = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to);
    pass(near, far, true);
    pass(far, near, false);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const proxy: Way = {
    port: (server.address() as AddressInfo).port,
    mode: 'open',
    get spoilt() {
      return spoilt;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
  return proxy;
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
