// From an address in a payload to a checked file: what was uploaded lies here, the rest is downloaded.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type MediaRule, type ModelSpec, type Payload, parametersOf } from '@reelqueue/models';
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

/** The media parameters that a payload gives, with their rules. */
export function mediaOf(model: ModelSpec, payload: Payload): [param: string, rule: MediaRule, address: string][] {
  return parametersOf(model).flatMap(([param, { media }]) => {
    const address = payload[param];
    return media !== undefined && typeof address === 'string' ? [[param, media, address] as const] : [];
  }) as [string, MediaRule, string][];
}

/** Reads a file in the confined child and judges it. Throws `invalid_media`. */
export async function inspect(
  sources: MediaSources,
  path: string,
  param: string,
  rule: MediaRule,
  signal: AbortSignal,
): Promise<Probed> {
  const max_side = rule.kind === 'image' ? rule.max_side : undefined;
  const probed = await sources.prober.probe(path, rule.kind, { param, max_side, signal });
  judge(param, rule, probed);
  return probed;
}

export type Gathered = Record<string, { path: string; probed: Probed }>;

/** Brings every file of a normalised payload here and judges it. Throws `invalid_media` or `media_unreachable`. */
export async function gather(
  sources: MediaSources,
  model: ModelSpec,
  payload: Payload,
  workdir: string,
  signal: AbortSignal,
): Promise<Gathered> {
  const gathered: Gathered = {};
  for (const [param, rule, address] of mediaOf(model, payload)) {
    const path = address.startsWith(UPLOAD)
      ? await uploaded(sources.uploads, address.slice(UPLOAD.length), param)
      : join(workdir, param);
    if (!address.startsWith(UPLOAD)) {
      await sources.download(address, { to: path, param, limit: rule.max_bytes, signal });
    }
    gathered[param] = { path, probed: await inspect(sources, path, param, rule, signal) };
  }
  return gathered;
}

async function uploaded(folder: string, upload_id: string, param: string): Promise<string> {
  const path = join(folder, upload_id);
  await access(path).catch(() => {
    throw new RequestError('media_unreachable', `${param}: the upload is no longer kept`, param);
  });
  return path;
}
