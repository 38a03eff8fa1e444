// From a payload of ours to what a workflow is given: one entry for each model, and what can not be honoured.
import type { Wanted } from '@reelqueue/animatic/conform';
import type { Payload } from '@reelqueue/models';
import type { ClaimedRequest } from '../engine.ts';
import type { Kind, Skill } from './kinds.ts';
import type { Slot } from './workflow.ts';

/** What a payload asks for, in this engine's words. */
type Asked = {
  kind: Kind;
  /** Parameters of the payload that hold a picture or a sound, by the slot that takes it. */
  media: Partial<Record<'first_frame' | 'last_frame' | 'audio', string>>;
  /** The sound as `Wanted` has it, or the parameter that brings the file. */
  sound: 'generated' | 'silent' | { param: string };
  /** What no workflow can do: the film goes to another engine. */
  refusal: string | null;
  /** What has no effect, and is only told. */
  warnings: string[];
};

const EXTENDING = 'The prompt was given to the model as it is: it is not extended by this engine.';
const cuts = (param: string) => `it makes one shot, and ${param} asks for several with cuts between them`;

/** Of the wan2.6 models, which have the same words for sound and shots. */
function wan26(kind: Kind, media: Asked['media'], payload: Payload): Asked {
  const extended = payload.prompt_extend === true;
  return {
    kind,
    media,
    sound: payload.audio_url !== undefined ? { param: 'audio_url' } : payload.audio === true ? 'generated' : 'silent',
    refusal: extended && payload.shot_type === 'multi' ? cuts('shot_type "multi"') : null,
    warnings: extended ? [EXTENDING] : [],
  };
}

function wan27(payload: Payload): Asked {
  const [last, heard] = [payload.last_frame !== undefined, payload.driving_audio !== undefined];
  const refusal =
    payload.first_clip !== undefined
      ? 'it can not go on from a clip (first_clip)'
      : last && heard
        ? 'it can not move a film to a sound and to a last picture at once (driving_audio and last_frame)'
        : null;
  return {
    kind: heard ? 'audio' : last ? 'last_frame' : 'image',
    media: {
      first_frame: 'first_frame',
      ...(last ? { last_frame: 'last_frame' } : {}),
      ...(heard ? { audio: 'driving_audio' } : {}),
    },
    sound: heard ? { param: 'driving_audio' } : 'generated',
    refusal,
    warnings: payload.prompt_extend === true ? [EXTENDING] : [],
  };
}

const ASKED: Record<string, (payload: Payload) => Asked> = {
  'wan2.6-i2v': (payload) => wan26('image', { first_frame: 'img_url' }, payload),
  'wan2.6-t2v': (payload) => wan26('text', {}, payload),
  'wan2.7-i2v': wan27,
  'pixverse-v5.6-i2v': (payload) => ({
    kind: 'image',
    media: { first_frame: 'image_url' },
    sound: payload.generate_audio_switch === true ? 'generated' : 'silent',
    refusal: payload.generate_multi_clip_switch === true ? cuts('generate_multi_clip_switch') : null,
    warnings: payload.thinking_type === 'enabled' ? [EXTENDING] : [],
  }),
};

type Skills = Record<Kind, Skill | null>;

/** Why a payload can not be honoured, to follow the engine's name; null when it can. An empty payload asks for the model alone. */
export function refusalOf(model_id: string, payload: Payload, skills: Skills): string | null {
  const asked = ASKED[model_id]?.(payload);
  if (asked === undefined) return `it has no workflow for ${model_id}`;
  if (asked.refusal !== null) return asked.refusal;
  const skill = skills[asked.kind];
  if (skill === null) return `its workflow ${asked.kind} is off`;
  const duration = Number(payload.duration ?? 0);
  return duration > skill.longest ? `it makes films of at most ${skill.longest} s, and duration is ${duration}` : null;
}

/** What one film is made of: a workflow, what goes into it, and how the film is finished. */
export type Order = {
  kind: Kind;
  skill: Skill;
  values: Partial<Record<Slot, string | number>>;
  /** Files to upload, by the slot that takes what they are called there. */
  files: { slot: Slot; path: string }[];
  wanted: Wanted;
  seed: number;
  warnings: string[];
};

/** The order of a request that was not refused. */
export function orderOf({ model, payload, media, frame }: ClaimedRequest, skills: Skills, made_by: string): Order {
  const asked = ASKED[model.id](payload);
  const skill = skills[asked.kind]!;
  const [prompt, negative_prompt] = [payload.prompt, payload.negative_prompt].map((text) => String(text ?? ''));
  const [seed, duration] = [Number(payload.seed), Number(payload.duration)];
  const values = {
    ...{ prompt, negative_prompt, seed, fps: skill.fps },
    ...sizeOf(frame!, skill),
    frames: framesOf(duration, skill.fps),
  };
  const { slots, name } = skill.workflow;
  const unheard = (['prompt', 'negative_prompt', 'seed'] as const).filter(
    (slot) => !slots.has(slot) && values[slot] !== '',
  );
  return {
    kind: asked.kind,
    skill,
    values,
    files: Object.entries(asked.media).map(([slot, param]) => ({ slot: slot as Slot, path: media[param][0] })),
    wanted: {
      frame,
      duration,
      sound: typeof asked.sound === 'string' ? asked.sound : { file: media[asked.sound.param][0] },
      watermark: payload.watermark === true,
      ...{ prompt, negative_prompt, seed, made_by },
    },
    seed,
    warnings: [...asked.warnings, ...unheard.map((slot) => `The workflow ${name} has no place for ${slot}.`)],
  };
}

/** The frame's shape with as many pixels as the model makes, or fewer where fewer are asked. */
function sizeOf(
  frame: { width: number; height: number },
  { pixels, multiple }: Skill,
): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(pixels / (frame.width * frame.height)));
  const side = (length: number): number => Math.max(multiple, Math.round((length * scale) / multiple) * multiple);
  return { width: side(frame.width), height: side(frame.height) };
}

/** The fewest frames of the form 4n + 1 that last that long. */
const framesOf = (seconds: number, fps: number): number => 4 * Math.ceil((seconds * fps) / 4) + 1;
