// A real S3 server for tests: s3rver on a free port of 127.0.0.1, which can be away for a while.
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const BUCKET = 'films';

/** The one key that s3rver knows. */
export const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

export type S3Server = {
  endpoint: string;
  /** Settings of a system that keeps its files there, below `prefix`. */
  environment(prefix: string): Record<string, string>;
  /** `hangs_up`: each call ends without an answer. `silent`: none is answered. `read_only`: what would change something is a 403. */
  mode: 'up' | 'hangs_up' | 'silent' | 'read_only';
  /** Calls so far, as "METHOD path". */
  calls: string[];
};

/** What answers for a bucket in a folder, without two faults of s3rver's own that would be taken for ours. */
export async function openBucket(directory: string): Promise<RequestListener> {
  // Most tests need none, and it takes longer to load than all of theirs.
  const { default: S3rver } = await import('s3rver');
  const app = new S3rver({ silent: true, directory, configureBuckets: [{ name: BUCKET }] });
  await app.configureBuckets();
  const { store } = app;
  // It answers when it has read an object, with bytes of it still to be written: a kill then would lose them.
  const put = store.putObject.bind(store);
  store.putObject = async (object) => {
    const saved = await put(object);
    const path = store.getResourcePath(object.bucket, object.key, 'object');
    while (statSync(path).size < saved.size) await sleep(1);
    return saved;
  };
  // It would remove folders too, under the feet of an object that comes at that moment.
  store.deleteObject = async (bucket, key) => {
    for (const kind of ['object', 'object.md5', 'metadata.json']) {
      await rm(store.getResourcePath(bucket, key, kind), { force: true });
    }
  };
  return app.callback();
}

/** Ends with the process, which it does not hold. */
export async function startS3(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'reelqueue-s3-'));
  const handle = await openBucket(directory);
  const server = createServer((request, response) => {
    s3.calls.push(`${request.method} ${request.url}`);
    const isRefused = s3.mode === 'read_only' && !['GET', 'HEAD'].includes(request.method ?? '');
    if (isRefused) response.writeHead(403, { connection: 'close' }).end();
    else if (s3.mode === 'up' || s3.mode === 'read_only') handle(request, response);
    else if (s3.mode === 'hangs_up') request.socket.destroy();
  });
  // A broken call is an answer that nobody waits for any more.
  server.on('connection', (socket) => socket.unref());
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const s3: S3Server = {
    endpoint,
    environment: (prefix) => ({
      REELQUEUE_STORAGE: `s3://${BUCKET}/${prefix}?endpoint=${endpoint}`,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    }),
    mode: 'up',
    calls: [],
  };
  return s3;
}
