// Light that changes while the film runs: a sun that sets, a storm that darkens the sky, lamps that are lit. The picture's
// own light is where it begins.

import { smooth } from '../imagine/noise.ts';
import type { Look } from '../look/look.ts';
import type { Intent } from './intent.ts';
import type { ChangeName } from './lexicon/entry.ts';
import type { Located } from './location.ts';
import type { Daylight, FilmRequest, Light, LightKey } from './plan.ts';

/** Shares of the film between which the light changes; lamps take less. */
const BEGINS = 0.06;
const ENDS = 0.94;
const LAMPS = [0.4, 0.52] as const;

/** Mean luma (0 to 1) of a picture by day, to which morning brings a dark one, and how much it may gain. */
const DAY = 0.44;
const GAINS = [1.12, 1.9] as const;

const light = (gain: number, saturation: number, cb: number, cr: number): Light => ({ gain, saturation, cb, cr });
const OWN = light(1, 1, 0, 0);
const own: LightKey = { at: 0, sky: OWN, ground: OWN };

/** Low sun: a warm sky before the ground grows dark. */
const LOW: LightKey = { at: 0.55, sky: light(0.9, 1.3, -0.1, 0.085), ground: light(0.78, 1.2, -0.062, 0.05) };

/** What each change leads to. Set by eye on landscapes, a city and a portrait. */
const CHANGES: Record<ChangeName, { said: string; keys: LightKey[] }> = {
  sunset: {
    said: 'the sun goes down: the light turns gold, then dusk falls',
    keys: [own, LOW, { at: 1, sky: light(0.55, 1, 0, 0.048), ground: light(0.44, 0.8, 0.016, 0.024) }],
  },
  nightfall: {
    said: 'day turns to night',
    keys: [own, LOW, { at: 1, sky: light(0.26, 0.6, 0.05, -0.016), ground: light(0.25, 0.45, 0.036, -0.016) }],
  },
  dawn: {
    said: 'day breaks: the light grows warm, then bright',
    keys: [
      own,
      { at: 0.5, sky: light(1.06, 0.9, -0.066, 0.062), ground: light(1.02, 0.95, -0.04, 0.034) },
      { at: 1, sky: light(0.95, 0.72, -0.034, 0.026), ground: light(1.06, 0.9, -0.02, 0.014) },
    ],
  },
  storm: {
    said: 'the sky darkens',
    keys: [own, { at: 1, sky: light(0.46, 0.5, 0.012, -0.008), ground: light(0.58, 0.65, 0.008, -0.006) }],
  },
  clearing: {
    said: 'the sun comes out',
    keys: [own, { at: 1, sky: light(1.08, 1.14, 0, 0), ground: light(1.2, 1.12, -0.016, 0.01) }],
  },
  'lamps on': {
    said: 'the lights come on',
    keys: [own, { at: 1, sky: light(1.04, 1, 0, 0), ground: light(1.3, 1.06, -0.026, 0.014) }],
  },
  'lamps off': {
    said: 'the lights go out',
    keys: [own, { at: 1, sky: light(0.6, 0.8, 0.014, -0.006), ground: light(0.3, 0.6, 0.02, -0.008) }],
  },
};

/** The change that was asked for; null when the light stays. Two given pictures bring their own. */
export function daylightOf({ last_picture }: FilmRequest, look: Look, { change }: Intent): Daylight | null {
  if (change === null || last_picture !== null) return null;
  const { said, keys } = CHANGES[change];
  const lamps = change === 'lamps on' || change === 'lamps off';
  const [begins, ends] = lamps ? LAMPS : [BEGINS, ENDS];
  const morning = Math.min(GAINS[1], Math.max(GAINS[0], DAY / Math.max(0.05, look.brightness)));
  const brighter = ({ at, sky, ground }: LightKey): LightKey => {
    const gain = 1 + (morning - 1) * at;
    return { at, sky: { ...sky, gain: sky.gain * gain }, ground: { ...ground, gain: ground.gain * gain } };
  };
  return { name: said, begins, ends, keys: change === 'dawn' ? keys.map(brighter) : keys };
}

type Lights = Omit<LightKey, 'at'>;

/** The light of a frame, of the sky and of what is under it; null while it is the picture's own. */
export function lightAt(plan: Located, frame: number): Lights | null {
  const light = changedAt(plan, frame);
  const flash = flashAt(plan, frame);
  if (flash === 0) return light;
  const { sky, ground } = light ?? own;
  return { sky: lit(sky, FLASH.sky * flash), ground: lit(ground, FLASH.ground * flash) };
}

/** How much brighter lightning makes the sky, and what is under it. */
const FLASH = { sky: 1.5, ground: 0.75 };
/** Lightning strikes, and strikes again: seconds after the first, how bright, and seconds in which it has faded to a third. */
const STROKES = [
  [0, 0.75, 0.05],
  [0.1, 1, 0.16],
] as const;

/** What of a flash is not seen any more. */
const FAINT = 0.03;

/** How much of a flash of lightning a frame has, 0 to 1. */
function flashAt({ air, fps }: Located, frame: number): number {
  let flash = 0;
  for (const strike of air?.strikes ?? []) {
    for (const [after, bright, fades] of STROKES) {
      const since = frame / fps - strike - after;
      if (since >= 0) flash = Math.max(flash, bright * Math.exp(-since / fades));
    }
  }
  return Math.max(0, flash - FAINT) / (1 - FAINT);
}

/** A light that a cold one of so much is added to. */
const lit = ({ gain, saturation, cb, cr }: Light, more: number): Light =>
  light(gain * (1 + more), saturation / (1 + more), cb + 0.02 * more, cr - 0.01 * more);

function changedAt({ daylight, frames }: Located, frame: number): Lights | null {
  if (daylight === null) return null;
  const { begins, ends, keys } = daylight;
  const share = smooth(begins, ends, frame / Math.max(1, frames - 1));
  if (share === 0) return null;
  const next = keys.findIndex(({ at }) => at >= share);
  const [from, to] = [keys[next - 1]!, keys[next]!];
  const part = (share - from.at) / (to.at - from.at);
  const mixed = (a: Light, b: Light): Light => {
    const between = (field: keyof Light) => a[field] + (b[field] - a[field]) * part;
    return light(between('gain'), between('saturation'), between('cb'), between('cr'));
  };
  return { sky: mixed(from.sky, to.sky), ground: mixed(from.ground, to.ground) };
}
