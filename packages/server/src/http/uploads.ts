// Uploads over HTTP: an address to write to, and the bytes, which go to a file as they come and then to the storage.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writing } from '../artifacts/disk.ts';
import type { Storage } from '../artifacts/storage.ts';
import { RequestError } from '../errors.ts';
import { newUploadId } from '../intake/intake.ts';
import { uploadName } from '../intake/media.ts';
import { show } from '../intake/validate.ts';
import type { Database } from '../store/database.ts';
import { addUpload, closeUpload, openUpload, reopenUpload, takeUpload } from '../store/uploads.ts';

/** What an upload may be announced as. */
export const FILE_TYPES = ['jpeg', 'jpg', 'png', 'webp', 'bmp', 'mp4', 'mov', 'mp3', 'wav'];
/** Bytes of one upload: the largest file that any model takes. */
const MOST_BYTES = 100_000_000;
/** How often, and after how long, an upload that another call keeps is looked at again. */
const [MOST_LOOKS, LOOK_MS] = [40, 250];
/** Looks after which as many bytes are taken for those that are being kept, by a server that may have died at it. */
const PATIENCE = 6;

function fileType(body: unknown): string {
  const { file_type, filename } = (body ?? {}) as Record<string, unknown>;
  const byName = (file_type ?? null) === null && (filename ?? null) !== null;
  const seen = byName ? filename : file_type;
  const type = typeof seen === 'string' ? (byName ? seen.split('.').at(-1) : seen)?.toLowerCase() : undefined;
  if (type !== undefined && FILE_TYPES.includes(type)) return type;
  const [param, must] = byName ? ['filename', 'end in one of'] : ['file_type', 'be one of'];
  const sentence = `${param} is ${show(seen)}; it must ${must} ${FILE_TYPES.join(', ')}`;
  throw new RequestError('invalid_payload', sentence, param);
}

/** Announces an upload and answers its two addresses. */
export async function announceUpload(database: Database, org_id: string, body: unknown, publicUrl: string) {
  const upload_id = newUploadId(fileType(body));
  const put_token = randomBytes(24).toString('base64url');
  await addUpload(database, { upload_id, org_id, put_token });
  return { upload_url: `${publicUrl}/uploads/put/${put_token}`, public_url: `${publicUrl}/uploads/${upload_id}` };
}

/** Passes bytes on and throws once there are more than `most`. */
function atMost(most: number, counted: { bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      counted.bytes += chunk.length;
      const over = counted.bytes > most;
      done(over ? new RequestError('payload_too_large', `the upload is larger than ${most} bytes`) : null, chunk);
    },
  });
}

type UploadParts = { database: Database; storage: Storage; arriving: string };

async function digest(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

/** Whether an object has the bytes of a local file. */
async function isSame(storage: Storage, name: string, path: string): Promise<boolean> {
  const found = await storage.find(name);
  if (found === null) return false;
  return (await digest(await storage.read(name, found, null))) === (await digest(createReadStream(path)));
}

/**
 * Keeps what has come to an upload's address. Clients may keep what they read there for ever: it never changes. The same bytes may
 * come again, from who has not heard the answer.
 */
async function keep(
  { database, storage }: Pick<UploadParts, 'database' | 'storage'>,
  upload_id: string,
  path: string,
  bytes: number,
): Promise<void> {
  const name = uploadName(upload_id);
  let turn = await takeUpload(database, upload_id, bytes);
  // Whoever comes again has not heard what became of the first, which is known in a moment.
  for (let looks = 0; turn === 'under_way' && looks < MOST_LOOKS; looks++) {
    await sleep(LOOK_MS);
    turn = await takeUpload(database, upload_id, bytes, looks >= PATIENCE);
  }
  if (turn !== 'ours') {
    if (turn === 'kept' && (await isSame(storage, name, path))) return;
    const what = turn === 'kept' ? 'another file has been uploaded' : 'a file is just being uploaded';
    throw new RequestError('already_uploaded', `${what} to this address; each file needs an address of its own`);
  }
  try {
    await storage.save(name, path);
  } catch (error) {
    await reopenUpload(database, upload_id).catch(() => {}); // its address stays closed then
    throw error;
  }
  await closeUpload(database, upload_id, bytes);
}

/** Keeps the body of a PUT. Throws `not_found` for an address that is unknown or over, `already_uploaded` for one that was written. */
export async function receiveUpload(
  { database, storage, arriving }: UploadParts,
  token: string,
  body: IncomingMessage,
) {
  const upload = await openUpload(database, token);
  if (!upload) throw new RequestError('not_found', 'this upload address is unknown, or its 15 minutes are over');
  const announced = Number(body.headers['content-length'] ?? 0);
  if (announced > MOST_BYTES) {
    throw new RequestError('payload_too_large', `the upload has ${announced} bytes; at most ${MOST_BYTES} are allowed`);
  }
  const path = join(arriving, randomBytes(8).toString('hex'));
  const counted = { bytes: 0 };
  try {
    await writing(arriving, () =>
      pipeline(body, atMost(MOST_BYTES, counted), createWriteStream(path, { mode: 0o600 })),
    );
    if (counted.bytes === 0) throw new RequestError('invalid_payload', 'the upload is empty');
    await keep({ database, storage }, upload.upload_id, path, counted.bytes);
  } finally {
    await rm(path, { force: true });
  }
}
