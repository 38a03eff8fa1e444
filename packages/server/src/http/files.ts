// Result files and uploads, by addresses that can not be guessed: Range, HEAD, ETag.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { areFilesDeleted } from '../store/retention.ts';

const FILE = /^\d+-[0-9a-f]{32}\.(mp4|jpg)$/;
const UPLOADED = /^[0-9a-f]{32}\.[a-z0-9]{3,4}$/;
const REQUEST = /^[0-9a-f-]{36}$/;

const missing = (): never => {
  throw new RequestError('not_found', 'there is no such file');
};

/** Throws `gone` for a file that was deleted, `not_found` for one that never was. */
async function refuseMissing(database: Database, results: string, request_id: string, name: string): Promise<void> {
  const exists = await access(join(results, request_id, name)).then(
    () => true,
    () => false,
  );
  if (exists) return;
  if (await areFilesDeleted(database, request_id))
    throw new RequestError('gone', 'the files of this request were deleted');
  missing();
}

/** `results`, `uploads`: folders. */
export async function fileRoutes(
  app: FastifyInstance,
  database: Database,
  folders: { results: string; uploads: string },
): Promise<void> {
  await app.register(fastifyStatic, {
    root: folders.results,
    serve: false,
    index: false,
    etag: true,
    acceptRanges: true,
  });
  const send = (reply: FastifyReply, name: string, folder: string, filename: string): FastifyReply =>
    reply
      .header('content-disposition', `inline; filename="${filename}"`)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff')
      .sendFile(name, folder, { cacheControl: false });

  app.get<{ Params: { request_id: string; name: string } }>('/files/:request_id/:name', async (request, reply) => {
    const { request_id, name } = request.params;
    if (!REQUEST.test(request_id) || !FILE.test(name)) missing();
    await refuseMissing(database, folders.results, request_id, name);
    return send(reply, `${request_id}/${name}`, folders.results, `${request_id}.${name.split('.')[1]}`);
  });
  app.get<{ Params: { upload_id: string } }>('/uploads/:upload_id', (request, reply) => {
    const { upload_id } = request.params;
    if (!UPLOADED.test(upload_id)) missing();
    return send(reply, upload_id, folders.uploads, upload_id);
  });
}
