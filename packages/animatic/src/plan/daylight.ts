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

/** Mean luma (0 to 1) below which no hour brings a picture: one of the night has little of it to come. */
const DARKEST = 0.1;

/** How much of the light that has gone lamps bring back. */
const LAMPLIGHT = 0.2;

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
  fading: {
    said: 'the light fades: dusk falls',
    keys: [own, { at: 1, sky: light(0.52, 0.8, 0.012, 0.012), ground: light(0.42, 0.7, 0.022, 0.004) }],
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

/** Changes to another hour, whatever the light was; what is left is a share of the light there is, but that a sky clears. */
const HOURLY: ReadonlySet<ChangeName> = new Set(['sunset', 'fading', 'nightfall', 'dawn']);

/** Whether a change turns the hour. */
export function turnsHour(change: ChangeName): boolean {
  return HOURLY.has(change);
}

/** The changes that were asked for, one after the other; null when the light stays. Two given pictures bring their own. */
export function daylightOf({ last_picture }: FilmRequest, look: Look, { changes }: Intent): Daylight | null {
  const each = changes.filter((change, i) => i === 0 || endOf(change) !== endOf(changes[i - 1]!));
  if (each.length === 0 || last_picture !== null) return null;
  const morning = Math.min(GAINS[1], Math.max(GAINS[0], DAY / Math.max(0.05, look.brightness)));
  const least = Math.min(1, DARKEST / Math.max(0.05, look.brightness));
  const keys: LightKey[] = [own];
  for (const [i, change] of each.entries()) {
    const before = keys.at(-1)!;
    // Each takes as long as the others: a film's light changes slowly at both ends.
    const at = (share: number) => (each.length > 1 ? smooth(0, 1, (i + share) / each.length) : share);
    const [begins, ends] = isLamps(change) ? LAMPS : [0, 1];
    if (begins > 0 && each.length > 1) keys.push({ ...before, at: at(begins) });
    for (const key of CHANGES[change].keys.slice(1)) {
      const gain = change === 'dawn' ? 1 + (morning - 1) * key.at : 1;
      const under = turnsHour(change) || change === 'clearing' ? own : before;
      const share = each.length > 1 ? begins + (ends - begins) * key.at : key.at;
      const [sky, ground] = [over(under.sky, key.sky, gain), over(under.ground, key.ground, gain)];
      if (change === 'lamps on') ground.gain += LAMPLIGHT * Math.max(0, 1 - under.ground.gain);
      for (const one of turnsHour(change) ? [sky, ground] : []) one.gain = Math.max(one.gain, least);
      keys.push({ at: at(share), sky, ground });
    }
  }
  const last = keys.at(-1)!;
  if (last.at < 1) keys.push({ ...last, at: 1 });
  const [begins, ends] = each.length === 1 && isLamps(each[0]!) ? LAMPS : [BEGINS, ENDS];
  return { name: each.map((change) => CHANGES[change].said).join(', then '), begins, ends, keys };
}

function isLamps(change: ChangeName): boolean {
  return change === 'lamps on' || change === 'lamps off';
}

/** What a change leads to: of two in a row that lead to the same the second is no other. */
function endOf(change: ChangeName): ChangeName {
  return change === 'fading' ? 'sunset' : change;
}

/** A light that another one, and so much more of it, is laid over. */
function over(under: Light, by: Light, more: number): Light {
  return light(under.gain * by.gain * more, under.saturation * by.saturation, under.cb + by.cb, under.cr + by.cr);
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
