// The hosted engine: a queue that speaks our own contract, GMI Cloud's or another Reelqueue, makes the film.
import { findModel } from '@reelqueue/models';
import { Type } from 'typebox';
import { layout } from '../../layout.ts';
import { createGuard } from '../../media/address.ts';
import { createDownloader } from '../../media/fetch.ts';
import { type Conform, createConform } from '../conform.ts';
import type { ClaimedRequest, Engine, EngineParts, EngineType, RenderContext, Rendered } from '../engine.ts';
import { durationOf } from '../routing.ts';
import { type Asked, ask, askAgain, lookUp, readAsked } from './asking.ts';
import { bring } from './bringing.ts';
import { endThere, follow, NotOurs, stop } from './following.ts';
import { clean, openUpstream } from './upstream.ts';
import type { Settings, Visit } from './visit.ts';

/** Where GMI Cloud's own guides send requests. */
const GMI_CLOUD = 'https://console.gmicloud.ai';

/** The most seconds for a connection, an answer, and more of it. */
const PATIENCE = 30;

/** Seconds before a film begins, and for each second of it, about. */
const STARTING = 60;
const A_SECOND = 10;

const SETTINGS = Type.Object({
  key: Type.String({ description: 'API key, as env:NAME: a variable that holds it.', minLength: 1, secret: true }),
  url: Type.Optional(
    Type.String({
      description: 'Where the queue is: the address before /api/v1.',
      pattern: '^https?://[^\\s?#@]+$',
      default: GMI_CLOUD,
    }),
  ),
  media: Type.Optional(
    Type.Enum(['upload', 'data'], {
      description: 'How files go there: uploaded, or inside the payload as data URIs while they are small.',
      default: 'upload',
    }),
  ),
  mark: Type.Optional(
    Type.Boolean({
      description:
        'Whether payloads carry a key reelqueue-id, by which a request is found again whose answer was lost. The contract lets unknown keys pass.',
      default: true,
    }),
  ),
  poll: Type.Optional(
    Type.Number({ description: 'Seconds between looks, at most.', minimum: 0.01, maximum: 60, default: 5 }),
  ),
  reconcile: Type.Optional(
    Type.Number({
      description: 'Seconds for which a request is looked for whose answer was lost.',
      minimum: 0.1,
      maximum: 3600,
      default: 60,
    }),
  ),
});

/** The request at the other side, followed to its end; what is known of it is saved as soon as it is known. */
async function followed(visit: Visit, asked: Asked & { remote_id: string }): Promise<Rendered> {
  const { signal, checkpoint } = visit.context;
  let followed = asked;
  try {
    for (;;) {
      await checkpoint.save(followed);
      try {
        return await bring(visit, await follow(visit, followed));
      } catch (error) {
        if (!(error instanceof NotOurs)) throw error;
        // The answer was somebody else's: ours is to be looked for.
        followed = await askAgain(visit, followed);
      }
    }
  } catch (error) {
    if (signal.aborted) throw await stop(visit, followed.remote_id);
    throw error;
  }
}

const usualConform = (config: EngineParts['config']): Conform =>
  createConform({ preset: config.REELQUEUE_PRESET, cache: layout(config.REELQUEUE_DATA_DIR).cache });

/** `conform`: what brings a film to what was asked for, if not the usual. */
export function createGmicloud(
  settings: Settings,
  { name, config, log }: EngineParts,
  conform = usualConform(config),
): Engine {
  const host = new URL(settings.url).hostname.replace(/^\[(.*)\]$/, '$1');
  const guard = createGuard([...config.REELQUEUE_ALLOW_PRIVATE, host]);
  const open = () => openUpstream({ name, url: settings.url, key: settings.key, guard, patience: PATIENCE });
  const paidRetry = config.REELQUEUE_PAID_RETRY === 'allow';
  const download = createDownloader({ guard });
  return {
    name,
    // It has every model that the contract has; what it makes of a payload, only it can say.
    refuses: () => null,
    takes: (_model, payload) => STARTING + A_SECOND * durationOf(payload),
    bills: (model, payload) =>
      findModel(model.id) === null ? 0 : Math.round(model.price_micro_usd * durationOf(payload)),
    deadline: () => 3600,
    async render(request: ClaimedRequest, context: RenderContext): Promise<Rendered> {
      const upstream = open();
      const visit = { name, settings, paidRetry, request, context, upstream, open, download, conform, log };
      try {
        return await followed(visit, await ask(visit));
      } finally {
        await upstream.close();
      }
    },
    async end({ request_id, model, checkpoint }, signal) {
      const asked = readAsked(checkpoint);
      if (asked === null) return;
      const upstream = open();
      const looking = { name, settings, upstream, log, request: { request_id, model }, context: { signal } };
      try {
        const remote_id = asked.remote_id ?? (await lookUp(looking, asked));
        if (remote_id !== null) await endThere(looking, remote_id);
      } finally {
        await upstream.close();
      }
    },
    async check(signal) {
      const upstream = open();
      try {
        const { status, body } = await upstream.ask('GET', '/models', { signal });
        if (status !== 200 || !Array.isArray(body?.model_ids)) {
          const said = clean(body?.error, settings.key);
          throw new Error(`${host} answered ${status}${said === '' ? '' : `: ${said}`}`);
        }
        const models = body.model_ids.filter((id): id is string => typeof id === 'string' && findModel(id) === null);
        return { says: `${host} has ${body.model_ids.length} models for this key.`, models };
      } finally {
        await upstream.close();
      }
    },
  };
}

export const GMICLOUD: EngineType = {
  means: 'GMI Cloud, or any other queue with the same contract, such as another Reelqueue.',
  settings: SETTINGS,
  alone: { setting: 'REELQUEUE_GMI_API_KEY', settings: (key) => ({ key }) },
  local: false,
  passes: true,
  create: (settings: Settings, parts) => createGmicloud(settings, parts),
};
