// A system in one process with a database of its own, all of it in one folder, which can be started again on what is left.
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../packages/server/src/config.ts';
import { layout } from '../packages/server/src/layout.ts';
import { openStorage } from '../packages/server/src/opening.ts';
import { homeOf } from '../packages/server/src/postgres/account.ts';
import { NAME } from '../packages/server/src/postgres/cluster.ts';
import { urlOf } from '../packages/server/src/postgres/postmaster.ts';
import { socketFolder } from '../packages/server/src/postgres/sockets.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { freePort } from './proxy.ts';
import { type Supervised, supervise } from './supervised.ts';
import { endLeftovers, findIn, isRendering, MAIN, PUBLIC, readyAt, type Watched } from './system.ts';

export type OneServer = Watched & {
  /** Starts it no more. Answers its processes. */
  abandon(): number[];
  /** Kills every process of it. */
  kill(): Promise<void>;
  startAgain(): void;
  stop(): Promise<void>;
};

/** Starts `reelqueue serve` in a folder and waits until it answers. */
export async function startServer(folder: string, log: string): Promise<OneServer> {
  const port = await freePort();
  const urls = [`http://127.0.0.1:${port}`];
  const start = (): Supervised =>
    supervise('server', [MAIN, 'serve'], {
      cwd: '/',
      log,
      environment: {
        REELQUEUE_DATA_DIR: folder,
        PORT: String(port),
        REELQUEUE_WORKERS: '2',
        REELQUEUE_PUBLIC_URL: PUBLIC,
        REELQUEUE_PRESET: 'ultrafast',
        REELQUEUE_ALLOW_PRIVATE: '127.0.0.1',
      },
    });
  let current = start();
  const ready = () => readyAt(urls, log);
  await ready();
  return {
    urls,
    database: openDatabase(urlOf(socketFolder(homeOf(layout(folder).postgres)) as string, NAME), { connections: 2 }),
    storage: await openStorage(readConfig({ REELQUEUE_DATA_DIR: folder })),
    find: (role) => findIn(folder, role),
    renders: () => isRendering([current.pid]),
    ready,
    abandon() {
      current.abandon();
      return findIn(folder, null);
    },
    kill: () => endLeftovers(folder),
    startAgain() {
      current = start();
    },
    async stop() {
      await current.stop();
      while (findIn(folder, null).length > 0) await sleep(100);
    },
  };
}
