// From an address in a payload to a checked file: what was uploaded lies here, the rest is downloaded.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type MediaRule, type ModelSpec, mediaRuleOf, type Payload, parametersOf } from '@reelqueue/models';
import { RequestError } from '../errors.ts';
import type { Download } from '../media/fetch.ts';
import type { Probed, Prober } from '../media/probe.ts';
import { judge } from './judge.ts';

/** In a normalised payload an upload's address is this and its id; everything else is a web address. */
export const UPLOAD = 'upload:';

export type MediaSources = {
  download: Download;
  prober: Prober;
  /** Folder of the uploads, each a file named by its id. */
  uploads: string;
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

/** Brings every file of a normalised payload here and judges it. Throws `invalid_media` or `media_unreachable`. */
export async function gather(
  sources: MediaSources,
  model: ModelSpec,
  payload: Payload,
  workdir: string,
  signal: AbortSignal,
): Promise<Gathered> {
  const gathered: Gathered = {};
  for (const [param, files] of mediaOf(model, payload)) {
    gathered[param] = [];
    for (const file of files) {
      const brought = bring(sources, file, workdir, signal).catch((error) => {
        // What is wrong with a file is wrong with its parameter; the sentence says which file it is.
        throw error instanceof RequestError ? new RequestError(error.code, error.message, param) : error;
      });
      gathered[param].push(await brought);
    }
  }
  return gathered;
}

async function bring(sources: MediaSources, file: Medium, workdir: string, signal: AbortSignal) {
  const { place, rule, address } = file;
  const path = address.startsWith(UPLOAD)
    ? await uploaded(sources.uploads, address.slice(UPLOAD.length), place)
    : join(workdir, place);
  if (!address.startsWith(UPLOAD)) {
    await sources.download(address, { to: path, param: place, limit: rule.max_bytes, signal });
  }
  return { path, probed: await inspect(sources, path, file, signal) };
}

async function uploaded(folder: string, upload_id: string, place: string): Promise<string> {
  const path = join(folder, upload_id);
  await access(path).catch(() => {
    throw new RequestError('media_unreachable', `${place}: the upload is no longer kept`, place);
  });
  return path;
}
