// Result files and uploads, by addresses that can not be guessed: Range, HEAD, ETag.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Storage } from '../artifacts/storage.ts';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { areFilesDeleted } from '../store/retention.ts';
import { isKnown, rangeOf } from './ranges.ts';

const FILE = /^\d+-[0-9a-f]{32}\.(mp4|jpg)$/;
const UPLOADED = /^[0-9a-f]{32}\.[a-z0-9]{3,4}$/;
const REQUEST = /^[0-9a-f-]{36}$/;

const TYPES: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  bmp: 'image/bmp',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
};

const missing = (): RequestError => new RequestError('not_found', 'there is no such file');

/** Answers with an object, called `filename`; false, and no answer, when there is none of that name. */
async function send(
  storage: Storage,
  name: string,
  filename: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const found = await storage.find(name);
  if (found === null) return false;
  const { bytes, etag, modified } = found;
  const known = isKnown(request.headers, found);
  const range = known ? null : rangeOf(request.headers, found);
  if (range === 'none') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new RequestError('invalid_range', `the file has ${bytes} bytes, none of them in that range`);
  }
  // Before anything is said that an error should not say.
  const body = known || request.method === 'HEAD' ? null : await storage.read(name, found, range);
  reply.headers({
    'content-disposition': `inline; filename="${filename}"`,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'last-modified': modified.toUTCString(),
    etag,
  });
  if (known) {
    reply.code(304).send();
    return true;
  }
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${bytes}`);
  reply
    .type(TYPES[name.split('.')[1]] ?? 'application/octet-stream')
    .header('content-length', range === null ? bytes : range.last - range.first + 1)
    .send(body);
  return true;
}

/** The addresses of `storage`, whose objects are named by them. */
export function fileRoutes(app: FastifyInstance, database: Database, storage: Storage): void {
  // A HEAD of Fastify's own making would read the whole file.
  const methods = { method: ['GET', 'HEAD'], exposeHeadRoute: false };
  app.route<{ Params: { request_id: string; name: string } }>({
    ...methods,
    url: '/files/:request_id/:name',
    handler: async (request, reply) => {
      const { request_id, name } = request.params;
      if (!REQUEST.test(request_id) || !FILE.test(name)) throw missing();
      const filename = `${request_id}.${name.split('.')[1]}`;
      if (await send(storage, `files/${request_id}/${name}`, filename, request, reply)) return reply;
      if (!(await areFilesDeleted(database, request_id))) throw missing();
      throw new RequestError('gone', 'the files of this request were deleted');
    },
  });
  app.route<{ Params: { upload_id: string } }>({
    ...methods,
    url: '/uploads/:upload_id',
    handler: async (request, reply) => {
      const { upload_id } = request.params;
      if (!UPLOADED.test(upload_id)) throw missing();
      if (await send(storage, `uploads/${upload_id}`, upload_id, request, reply)) return reply;
      throw missing();
    },
  });
}
