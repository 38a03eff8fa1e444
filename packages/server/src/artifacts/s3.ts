// Objects in a bucket of S3, or of a server that speaks as S3 does.
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { explain } from './s3-errors.ts';
import { type Found, type Storage, StorageAway } from './storage.ts';

/** `prefix`: empty, or a path that ends in a slash. `endpoint`: null for Amazon's own. */
export type Bucket = {
  bucket: string;
  prefix: string;
  endpoint: string | null;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

/** Seconds for one call until its answer begins, or for one part of a file (8 MiB in it are 280 kB/s), or without a byte. */
const PATIENCE = 30;
const CONNECT_MS = 5_000;
const PART_BYTES = 8 * 1024 * 1024;
/** Names that one call lists, at most. */
const PAGE = 1000;

function connect({ endpoint, region, credentials }: Bucket, patienceMs: number): S3Client {
  // Each film that a slow client watches holds a connection; calls must not wait behind them.
  const agent = { keepAlive: true, maxSockets: 1024 };
  return new S3Client({
    region,
    credentials,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    // Checksums beyond what the call needs are not known to every server.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, patienceMs),
      requestTimeout: patienceMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}

/** The same bytes; ends with an error when none come while somebody wants some. Destroyed, it destroys its source. */
function attended(body: Readable, patienceMs: number, silent: () => Error): Readable {
  const out = new PassThrough();
  let heard = performance.now();
  body.on('data', () => {
    heard = performance.now();
  });
  const watch = setInterval(() => {
    if (out.writableNeedDrain) heard = performance.now();
    else if (performance.now() - heard > patienceMs) body.destroy(silent());
  }, patienceMs / 10);
  pipeline(body, out, () => clearInterval(watch));
  return out;
}

/** Objects in a bucket. `patience`: seconds after which a call that is not answered is given up. */
export function openS3(bucket: Bucket, patience = PATIENCE): Storage {
  const patienceMs = patience * 1000;
  const client = connect(bucket, patienceMs);
  const address = `s3://${bucket.bucket}/${bucket.prefix}${bucket.endpoint === null ? '' : ` at ${bucket.endpoint}`}`;
  const at = (name: string) => ({ Bucket: bucket.bucket, Key: bucket.prefix + name });

  /** What a call answers; null where there is no such object. */
  const asked = async <T>(call: (abortSignal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T | null> => {
    const limit = AbortSignal.timeout(patienceMs);
    try {
      return await call(signal === undefined ? limit : AbortSignal.any([limit, signal]));
    } catch (error) {
      signal?.throwIfAborted();
      if (isMissing(error)) return null;
      throw new StorageAway(`${address}: ${explain(error, bucket)}`, error);
    }
  };
  const find = async (name: string, signal?: AbortSignal): Promise<Found | null> => {
    const head = await asked((abortSignal) => client.send(new HeadObjectCommand(at(name)), { abortSignal }), signal);
    if (head === null) return null;
    return { bytes: head.ContentLength ?? 0, etag: head.ETag ?? '""', modified: head.LastModified ?? new Date(0) };
  };
  const read: Storage['read'] = async (name, { etag }, range) => {
    const wanted = { ...at(name), IfMatch: etag, ...(range && { Range: `bytes=${range.first}-${range.last}` }) };
    // The limit is for the head of the answer: its body may take as long as its reader.
    const answer = await asked(() => client.send(new GetObjectCommand(wanted)));
    const gone = () =>
      new StorageAway(`${address}: ${name} went away while it was read, or nothing more came of it`, null);
    if (answer === null) throw gone();
    return attended(answer.Body as unknown as Readable, patienceMs, gone);
  };
  const remove: Storage['remove'] = async (names) => {
    // One by one: not every server takes a list.
    for (const name of names) {
      await asked((abortSignal) => client.send(new DeleteObjectCommand(at(name)), { abortSignal }));
    }
  };
  const list: Storage['list'] = async (path, { after, most }) => {
    // The first version of listing, since it is the one that every server knows.
    const page = {
      Bucket: bucket.bucket,
      Prefix: bucket.prefix + path,
      MaxKeys: Math.min(most, PAGE),
      ...(after === '' ? {} : { Marker: bucket.prefix + after }),
    };
    const listed = await asked((abortSignal) => client.send(new ListObjectsCommand(page), { abortSignal }));
    return (listed?.Contents ?? []).map(({ Key, LastModified }) => ({
      name: (Key ?? '').slice(bucket.prefix.length),
      modified: LastModified ?? new Date(0),
    }));
  };
  return {
    address,
    async check() {
      const probe = at(`.probe-${randomBytes(4).toString('hex')}`);
      const abortSignal = AbortSignal.timeout(patienceMs);
      try {
        await client.send(new PutObjectCommand({ ...probe, Body: 'is it there?' }), { abortSignal });
        // Below its own prefix only: others come and go, and a key may be good for that prefix alone.
        await client.send(new ListObjectsCommand({ Bucket: bucket.bucket, Prefix: probe.Key, MaxKeys: 1 }), {
          abortSignal,
        });
        await client.send(new DeleteObjectCommand(probe), { abortSignal });
      } catch (error) {
        throw new Error(`files can not be kept in ${address}: ${explain(error, bucket)}`);
      }
    },
    async save(name, path, signal) {
      signal?.throwIfAborted();
      const body = createReadStream(path, { highWaterMark: 1024 * 1024 });
      const upload = new Upload({
        client,
        params: { ...at(name), Body: body },
        partSize: PART_BYTES,
        queueSize: 2,
      });
      const abort = (): void => void upload.abort();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        // Each part has its own limit. The end of an upload that is broken off removes its parts.
        await upload.done();
      } catch (error) {
        signal?.throwIfAborted();
        if (body.errored) throw body.errored;
        throw new StorageAway(`${address}: ${explain(error, bucket)}`, error);
      } finally {
        signal?.removeEventListener('abort', abort);
        body.destroy();
      }
    },
    find,
    read,
    async local(name, to, signal) {
      const found = await find(name, signal);
      if (found === null) return null;
      try {
        await piped(await read(name, found, null), createWriteStream(to, { mode: 0o600 }), { signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (isOurDisk(error)) throw error;
        throw error instanceof StorageAway ? error : new StorageAway(`${address}: ${explain(error, bucket)}`, error);
      }
      return to;
    },
    remove,
    async removeAll(path) {
      for (let page = await list(path, { after: '', most: PAGE }); page.length > 0; ) {
        await remove(page.map(({ name }) => name));
        page = await list(path, { after: page[page.length - 1].name, most: PAGE });
      }
    },
    list,
    close: () => client.destroy(),
  };
}

function isMissing(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'NotFound' || name === 'NoSuchKey';
}

/** A file that can not be written here is not the storage's doing. */
const isOurDisk = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).syscall === 'write' || (error as NodeJS.ErrnoException).syscall === 'open';
