// Files go to a hosted queue as bytes: what users gave as addresses is never passed on, where a model is described.
import { open, readFile, stat } from 'node:fs/promises';
import { findModel, type Payload } from '@reelqueue/models';
import { RequestError } from '../../errors.ts';
import { NotTaken } from '../engine.ts';
import { type Answer, clean } from './upstream.ts';
import type { Visit } from './visit.ts';

/** File type and media type by how a file begins. */
const KINDS: [begins: RegExp, extension: string, type: string][] = [
  [/^\x89PNG/, 'png', 'image/png'],
  [/^\xff\xd8\xff/, 'jpg', 'image/jpeg'],
  [/^RIFF....WEBP/s, 'webp', 'image/webp'],
  [/^RIFF....WAVE/s, 'wav', 'audio/wav'],
  [/^BM/, 'bmp', 'image/bmp'],
  [/^....ftypqt/s, 'mov', 'video/quicktime'],
  [/^....ftyp/s, 'mp4', 'video/mp4'],
  [/^(ID3|\xff[\xe0-\xff])/, 'mp3', 'audio/mpeg'],
];

/** Bytes of all files that go into one body as data URIs; base64 adds a third. */
const MOST_DATA = 20_000_000;

/** What a file is by how it begins; null when it is nothing that is known here. */
export async function kindOf(path: string): Promise<{ extension: string; type: string } | null> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
  const head = buffer.toString('latin1', 0, bytesRead);
  const [, extension, type] = KINDS.find(([begins]) => begins.test(head)) ?? [];
  return extension === undefined || type === undefined ? null : { extension, type };
}

async function sendable(path: string): Promise<{ extension: string; type: string }> {
  const kind = await kindOf(path);
  if (kind !== null) return kind;
  throw new RequestError('invalid_media', 'a file of the payload is no picture, sound or film that can be sent on');
}

/** Throws what an answer to a call means that costs nothing and was not a success. */
export function refuseFree({ status, body, retry_after }: Answer, { name, settings }: Visit): never {
  if (status === 429) throw new NotTaken('busy', `${name} asks to be called less`, retry_after);
  const said = clean(body?.error, settings.key);
  throw new NotTaken('away', `${name} answered ${status}${said === '' ? '' : `: ${said}`}`, retry_after);
}

async function asData(path: string): Promise<string> {
  const { type } = await sendable(path);
  return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
}

/** The address under which the other side has a file. */
async function upload(visit: Visit, path: string): Promise<string> {
  const { upstream, context, name } = visit;
  const { extension: file_type, type } = await sendable(path);
  const { signal } = context;
  const place = await upstream.ask('POST', '/upload-url', { json: { file_type }, signal });
  const { upload_url, public_url } = place.body ?? {};
  if (place.status !== 200 || typeof upload_url !== 'string' || typeof public_url !== 'string') {
    // It knows no uploads, or not of such a file.
    const small = (await stat(path)).size <= MOST_DATA;
    if ([400, 404, 405].includes(place.status) && small) return asData(path);
    return refuseFree(place, visit);
  }
  const status = await upstream.put(upload_url, await readFile(path), type, signal);
  if (status < 200 || status >= 300) throw new NotTaken('away', `${name} answered ${status} to an upload`);
  return public_url;
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The payload as the other side is to have it: with addresses of its own in the place of files. */
export async function withMedia(visit: Visit): Promise<Payload> {
  const { payload, media, model } = visit.request;
  const files = Object.values(media).flat();
  const inside = visit.settings.media === 'data' && (await sizeOf(files)) <= MOST_DATA;
  const addresses = new Map<string, string>();
  for (const path of new Set(files)) addresses.set(path, inside ? await asData(path) : await upload(visit, path));
  const addressOf = (path: string): string => addresses.get(path) as string;
  if (findModel(model.id) === null) return replaced(payload, (name) => addressOf(media[name]?.[0] ?? '')) as Payload;
  const given = Object.entries(media).map(([param, paths]) => {
    const found = paths.map(addressOf);
    return [param, Array.isArray(payload[param]) ? found : found[0]];
  });
  return { ...payload, ...Object.fromEntries(given) };
}

/** A payload with another value for each string that `addressOf` knows. */
function replaced(value: unknown, addressOf: (name: string) => string | undefined): unknown {
  if (typeof value === 'string') return addressOf(value) ?? value;
  if (Array.isArray(value)) return value.map((member) => replaced(member, addressOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, addressOf)]));
}
