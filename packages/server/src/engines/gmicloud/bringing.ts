// Bringing a film here that a hosted queue has made: at once, since it is not kept there, and until it is here.
import { join } from 'node:path';
import { findModel } from '@reelqueue/models';
import { RequestError } from '../../errors.ts';
import { Unusable } from '../child.ts';
import { type Rendered, Stopped } from '../engine.ts';
import { durationOf } from '../routing.ts';
import { MARK } from './asking.ts';
import { filmOf, type RemoteRecord } from './following.ts';
import { kindOf } from './media.ts';
import { clean } from './upstream.ts';
import { pause, type Visit, waits } from './visit.ts';

/** Bytes and seconds for one film. */
const MOST_BYTES = 2_000_000_000;
const MOST_SECONDS = 900;
/** How often a file is fetched that can not be used: it may have broken on its way. */
const MOST_FETCHED = 4;
/** Warnings of the other side's that are passed on. */
const MOST_WARNINGS = 20;

/** Fetches the film until it has come. What is paid for is not given up before the deadline. */
async function fetchFilm({ download, context, settings, log, name, request }: Visit, url: string): Promise<string> {
  const { signal, workdir } = context;
  const to = join(workdir, 'delivered');
  for (const wait of waits(settings.poll)) {
    signal.throwIfAborted();
    try {
      await download(url, { to, param: 'the film', limit: MOST_BYTES, timeout: MOST_SECONDS, signal });
      return to;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      log.warn({ request_id: request.request_id, engine: name, why: error.message }, 'the film could not be fetched');
      await pause(wait, signal);
    }
  }
  throw new Error('waits() never ends');
}

const textOr = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What the film must be, where the model is described; else it stays as it is. */
function wanted({ request, name }: Visit) {
  const { model, payload, frame } = request;
  return {
    frame,
    duration: findModel(model.id) === null ? null : durationOf(payload),
    sound: 'own' as const,
    watermark: false,
    prompt: textOr(payload.prompt) ?? '',
    negative_prompt: textOr(payload.negative_prompt) ?? '',
    seed: numberOr(payload.seed) ?? 0,
    made_by: `Made by the model ${model.id} through ${name}.`,
  };
}

/** A model that is not described may make something else than films. It has been paid for: who asked is told where it lies. */
async function refuseOther({ request, name }: Visit, path: string, url: string): Promise<void> {
  if (findModel(request.model.id) !== null) return;
  const type = (await kindOf(path))?.type ?? 'video/';
  if (type.startsWith('video/')) return;
  const rest = `only films are kept here; it lies at ${url} for as long as ${name} keeps it`;
  throw new RequestError('engine_failed', `${name} delivered a file of the type ${type}: ${rest}`);
}

/** The film of a record that has ended well, read to its end and brought to what was asked for. */
export async function bring(visit: Visit, record: RemoteRecord): Promise<Rendered> {
  const { context, settings, conform, request, name } = visit;
  const { signal, workdir } = context;
  const said = record.outcome as { seed?: unknown; actual_prompt?: unknown };
  for (let fetched = 1; ; fetched++) {
    const url = filmOf(record) as string;
    const source = await fetchFilm(visit, url);
    await refuseOther(visit, source, url);
    try {
      const onProgress = (share: number): void => context.onProgress('encoding', 0.9 + 0.1 * share);
      const film = await conform(source, wanted(visit), { signal, workdir, onProgress });
      return {
        ...film,
        seed: numberOr(said.seed) ?? numberOr(request.payload.seed),
        actual_prompt: said.actual_prompt === undefined ? null : clean(said.actual_prompt, settings.key, 4_000) || null,
        warnings: [...warningsOf(record, settings.key), ...film.warnings],
      };
    } catch (error) {
      if (signal.aborted) throw new Stopped('stopped');
      if (!(error instanceof Unusable)) throw error;
      if (fetched >= MOST_FETCHED) {
        throw new RequestError('engine_failed', `what ${name} delivered can not be used: ${error.message}`);
      }
      await pause(Math.min(settings.poll, 2 ** fetched), signal);
    }
  }
}

function warningsOf({ warnings }: RemoteRecord, key: string): string[] {
  if (!Array.isArray(warnings)) return [];
  const texts = warnings.map((one) => clean(one, key)).filter((one) => one !== '' && !one.includes(MARK));
  return texts.slice(0, MOST_WARNINGS);
}
