// From an address in a payload to a checked file: what was uploaded lies here, the rest is downloaded once.
import { createHash } from 'node:crypto';
import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type MediaRule, type ModelSpec, mediaRuleOf, type Payload, parametersOf } from '@reelqueue/models';
import type { Storage } from '../artifacts/storage.ts';
import { RequestError } from '../errors.ts';
import type { Download } from '../media/fetch.ts';
import type { Probed, Prober } from '../media/probe.ts';
import { judge } from './judge.ts';

/** In a normalised payload an upload's address is this and its id; everything else is a web address. */
export const UPLOAD = 'upload:';

/** An upload's name in the storage. */
export const uploadName = (upload_id: string): string => `uploads/${upload_id}`;

export type MediaSources = {
  download: Download;
  prober: Prober;
  storage: Pick<Storage, 'local' | 'save'>;
};

/** A file that a payload names. `place`: what sentences call it, which is its parameter, with its index in an array. */
export type Medium = { place: string; rule: MediaRule; address: string };

/** The files of each media parameter that a valid payload gives, in its order. */
export function mediaOf(model: ModelSpec, payload: Payload): [param: string, files: Medium[]][] {
  return parametersOf(model).flatMap(([param, schema]): [string, Medium[]][] => {
    const rule = mediaRuleOf(schema);
    const given = payload[param] as string | string[] | undefined;
    if (rule === undefined || given === undefined) return [];
    if (typeof given === 'string') return [[param, [{ place: param, rule, address: given }]]];
    return [[param, given.map((address, index) => ({ place: `${param}[${index}]`, rule, address }))]];
  });
}

/** Reads a file in the confined child and judges it. Throws `invalid_media`. */
export async function inspect(
  sources: MediaSources,
  path: string,
  { place, rule }: Omit<Medium, 'address'>,
  signal: AbortSignal,
): Promise<Probed> {
  const max_side = rule.kind === 'image' ? rule.max_side : undefined;
  const probed = await sources.prober.probe(path, rule.kind, { param: place, max_side, signal });
  judge(place, rule, probed);
  return probed;
}

/** The files of each media parameter that was given, in its order. */
export type Gathered = Record<string, { path: string; probed: Probed }[]>;

/** `workdir` is this attempt's own; what it has downloaded and judged goes to `kept`, where later attempts find it. */
type Folders = { workdir: string; kept: string };

/** Brings every file of a normalised payload here and judges it. Throws `invalid_media` or `media_unreachable`. */
export async function gather(
  sources: MediaSources,
  model: ModelSpec,
  payload: Payload,
  folders: Folders,
  signal: AbortSignal,
): Promise<Gathered> {
  const gathered: Gathered = {};
  for (const [param, files] of mediaOf(model, payload)) {
    gathered[param] = [];
    for (const file of files) {
      const brought = bring(sources, file, folders, signal).catch((error) => {
        // What is wrong with a file is wrong with its parameter; the sentence says which file it is.
        throw error instanceof RequestError ? new RequestError(error.code, error.message, param) : error;
      });
      gathered[param].push(await brought);
    }
  }
  return gathered;
}

async function bring(sources: MediaSources, file: Medium, { workdir, kept }: Folders, signal: AbortSignal) {
  const { place, rule, address } = file;
  if (address.startsWith(UPLOAD)) {
    const upload_id = address.slice(UPLOAD.length);
    const path = await sources.storage.local(uploadName(upload_id), join(workdir, upload_id), signal);
    if (path === null) {
      throw new RequestError('media_unreachable', `${place}: the upload is no longer kept`, place);
    }
    return { path, probed: await inspect(sources, path, file, signal) };
  }
  // Known by its address, so that one that is given twice is fetched once; and by its limit, which rules differ in.
  const name = createHash('sha256').update(`${rule.max_bytes} ${address}`).digest('hex');
  const path = join(kept, name);
  if (await isThere(path)) return { path, probed: await inspect(sources, path, file, signal) };
  const arrived = join(workdir, name);
  await sources.download(address, { to: arrived, param: place, limit: rule.max_bytes, signal });
  const probed = await inspect(sources, arrived, file, signal);
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await rename(arrived, path);
  return { path, probed };
}

/**
 * The files of the uploads that a payload names whose model is not described, by what the payload calls them. Throws
 * `media_unreachable`.
 */
export async function gatherUploads(
  sources: Pick<MediaSources, 'storage'>,
  payload: unknown,
  workdir: string,
  signal: AbortSignal,
): Promise<Record<string, readonly string[]>> {
  if (typeof payload === 'object' && payload !== null) {
    const found: Record<string, readonly string[]> = {};
    for (const value of Object.values(payload)) {
      Object.assign(found, await gatherUploads(sources, value, workdir, signal));
    }
    return found;
  }
  if (typeof payload !== 'string' || !payload.startsWith(UPLOAD)) return {};
  const upload_id = payload.slice(UPLOAD.length);
  const path = await sources.storage.local(uploadName(upload_id), join(workdir, upload_id), signal);
  if (path === null) throw new RequestError('media_unreachable', 'an upload that the payload names is no longer kept');
  return { [payload]: [path] };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
