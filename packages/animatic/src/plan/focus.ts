// Where the lens is focused: what the words ask for, and what of it a frame shows.

import { smooth } from '../imagine/noise.ts';
import type { Look } from '../look/look.ts';
import { standsNear } from '../look/nearness.ts';
import type { Intent } from './intent.ts';
import type { Located } from './location.ts';
import type { FilmRequest, Focus } from './plan.ts';

/** How far out of focus what is near and what is behind are, 0 to 1. */
export type Blur = { near: number; back: number };

/** Seconds in which the lens opens, and in which focus is pulled; shares of the film that either takes at most; when it is pulled. */
const OPENS = 1.2;
const PULLS = 1.5;
const MOST = { opens: 0.2, pulls: 0.3 };
const PULLED_AT = 0.42;

/** Share of the picture that must be near, and behind, for a lens to tell them apart. */
const LEAST = { near: 0.02, back: 0.12 };

/** Share that is near from which a film would end on nothing but blur if focus were pulled to what is behind. */
const FILLED = 0.5;

/** The steps that plates are made for: the lens opens in two, and focus is pulled in two. */
const STEPS: Record<Focus['on'], Blur[]> = {
  near: [
    { near: 0, back: 0 },
    { near: 0, back: 0.5 },
    { near: 0, back: 1 },
    { near: 0.5, back: 0.5 },
    { near: 1, back: 0 },
  ],
  back: [
    { near: 0, back: 0 },
    { near: 0.5, back: 0 },
    { near: 1, back: 0 },
    { near: 0.5, back: 0.5 },
    { near: 0, back: 1 },
  ],
};

/** The focus that was asked for, and a sentence where the picture has no two depths to tell apart; the picture's own is null. */
export function focusOf(request: FilmRequest, look: Look, intent: Intent): { focus: Focus | null; warnings: string[] } {
  const { focus } = intent;
  if (focus === null) return { focus: null, warnings: [] };
  const refused = (why: string) => ({
    focus: null,
    warnings: [`The focus that was asked for stays as it is: ${why}.`],
  });
  if (request.references.length > 0) return refused('films from clips keep the clips’ own');
  const near = standsNear(look);
  const share = near.reduce((sum, value) => sum + value, 0) / near.length;
  if (share < LEAST.near || share > 1 - LEAST.back)
    return refused('nothing in the picture stands out from what is behind it');
  const { on, pulled } = focus;
  return { focus: { on: on ?? (share > FILLED ? 'back' : 'near'), pulled }, warnings: [] };
}

/** The step that a frame shows, 0 to 4, between two of them for a part of one. */
export function focusAt({ focus, frames, fps }: Located, frame: number): number {
  if (focus === null) return 0;
  const [time, duration] = [frame / fps, frames / fps];
  const opened = 2 * smooth(0, Math.min(OPENS, MOST.opens * duration), time);
  if (!focus.pulled) return opened;
  const begins = PULLED_AT * duration;
  return opened + 2 * smooth(begins, begins + Math.min(PULLS, MOST.pulls * duration), time);
}

/** How blurred things are at a whole step. */
export function blurAt({ on }: Focus, step: number): Blur {
  return STEPS[on][step]!;
}

/** What the lens does, as a director would say it. */
export function focusSentence(focus: Focus | null): string[] {
  if (focus === null) return [];
  const [first, other] = focus.on === 'near' ? ['subject', 'background'] : ['background', 'subject'];
  return [
    focus.pulled
      ? `The focus is on the ${first} first and is then pulled to the ${other}.`
      : `The lens opens until only the ${first} is in focus.`,
  ];
}
