// Generative models on a GPU of one's own: a film is a workflow of ours in ComfyUI's line, found again by its id.
import { type Static, Type } from 'typebox';
import { layout } from '../../layout.ts';
import { type Conform, createConform } from '../conform.ts';
import type { Engine, EngineParts, EngineType } from '../engine.ts';
import { healthOf } from './health.ts';
import { skillsOf, WORKFLOWS } from './kinds.ts';
import { refusalOf } from './orders.ts';
import { PATIENCE, type Patience, stopAtLast } from './prompt.ts';
import { render, type Studio } from './rendering.ts';
import { ComfyServer } from './server.ts';

/** Seconds that a second of film takes, about, at 720p on a GPU of the upper class; the pool learns by what that is wrong. */
const SECONDS_A_SECOND = 120;
/** Seconds after which a film is given up. */
const DEADLINE = 7200;

const SETTINGS = Type.Object({
  url: Type.String({ description: 'Address of ComfyUI, such as http://127.0.0.1:8188.', pattern: '^https?://[^/@]+' }),
  authorization: Type.Optional(
    Type.String({ description: 'Authorization header for a proxy before it, as env:NAME.', secret: true }),
  ),
  workflows: Type.Optional(WORKFLOWS),
  poll: Type.Optional(
    Type.Number({ description: 'Seconds between looks.', minimum: 0.05, maximum: 60, default: PATIENCE.poll }),
  ),
  lost: Type.Optional(
    Type.Number({
      description: 'Seconds for which what was asked for must be nowhere before it is taken for lost.',
      minimum: 1,
      maximum: 600,
      default: PATIENCE.lost,
    }),
  ),
});

type Settings = Omit<Static<typeof SETTINGS>, 'authorization'> & { authorization?: string };

/** `conform` and `patience`: for tests, which have no time. */
export function createComfyui(
  { url, authorization, workflows = {}, poll = PATIENCE.poll, lost = PATIENCE.lost }: Settings,
  { name, config }: Pick<EngineParts, 'name' | 'config'>,
  { conform, patience = { ...PATIENCE, poll, lost } }: { conform?: Conform; patience?: Patience } = {},
): Engine {
  const cache = layout(config.REELQUEUE_DATA_DIR).cache;
  const studio: Studio = {
    ...{ name, patience, skills: skillsOf(name, workflows), complete: new Set() },
    again: config.REELQUEUE_PAID_RETRY === 'allow',
    address: { url: url.replace(/\/+$/, ''), authorization: authorization ?? null, patience: patience.call },
    conform: conform ?? createConform({ preset: config.REELQUEUE_PRESET, cache }),
  };
  return {
    name,
    refuses(model, payload) {
      const refusal = refusalOf(model.id, payload, studio.skills);
      return refusal === null ? null : `${name} does not render it: ${refusal}`;
    },
    takes: (_model, payload) => SECONDS_A_SECOND * Number(payload.duration),
    bills: () => 0,
    deadline: () => DEADLINE,
    render: (request, context) => render(studio, request, context),
    end: ({ checkpoint }, signal) => stopAtLast(studio.address, checkpoint, studio.patience, signal),
    async check(signal) {
      await using server = new ComfyServer(studio.address);
      return await healthOf(server, studio.skills, signal);
    },
  };
}

export const COMFYUI: EngineType = {
  means: 'A ComfyUI with Wan 2.2, or with workflows of your own, on a GPU of your own.',
  settings: SETTINGS,
  alone: { setting: 'REELQUEUE_COMFYUI', settings: (url) => ({ url }) },
  local: false,
  passes: false,
  create: createComfyui,
};
