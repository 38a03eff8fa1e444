// What lies where in a data folder.
import { join } from 'node:path';

/** The files and folders of a data folder. */
export function layout(data: string) {
  return {
    postgres: join(data, 'postgres'),
    results: join(data, 'files'),
    uploads: join(data, 'uploads'),
    arriving: join(data, 'arriving'),
    work: join(data, 'work'),
    cache: join(data, 'cache'),
    admin_key: join(data, 'admin-key'),
    server: join(data, 'server.json'),
    lock: join(data, 'server.lock'),
  };
}

/** What `server.json` says while a server runs from a data folder. */
export type ServerFile = { url: string; pid: number; version: string };
