// Where the camera looks in a shot of several, when the words let one turn to another: at whoever's turn it is.
import { type Camera, REST, within } from './camera.ts';
import type { Intent } from './intent.ts';
import type { Mentions } from './mentions.ts';
import type { CameraKey, FilmRequest, Shot } from './plan.ts';
import type { Figure } from './staged.ts';
import type { Scene } from './staging.ts';
import { spansOf, turnsOf } from './turns.ts';

/** How much of the frame's width whoever the camera turns to fills, how much of their height is seen, and how near it goes. */
const FILLS = 0.82;
const HELD = 0.75;
const ZOOMS = [1.1, 1.5] as const;

/** Where it looks at them, from the top: heads rather than feet. */
const HIGH = 0.45;

/** Shares of a turn after which the camera is there, and leaves again; meanwhile it comes a little nearer. */
const THERE = 0.38;
const LEAVES = 0.9;
const CREEP = 0.96;

/**
 * The shots, the camera of one that shows several turning from one to the next; where the words say what the camera does it
 * does that.
 */
export function attentive(
  request: FilmRequest,
  shots: Shot[],
  scenes: Scene[],
  mentions: Mentions,
  intent: Intent,
): Shot[] {
  const [shot] = shots;
  const figures = scenes[0]!.staged.figures;
  const free = intent.beats.length === 0 && !intent.motionless;
  if (shots.length > 1 || figures.length < 2 || !free || !mentions.cues.some(({ turns }) => turns)) return shots;
  const spans = spansOf(shots);
  const turns = turnsOf(scenes, spans, mentions, request.fps);
  const { to: frames } = spans[0]!;
  const camera: CameraKey[] = [{ at: 0, ...REST }];
  for (const [i, { clip, from, to }] of turns.entries()) {
    const view = viewOf(figures.find((figure) => figure.clip === clip)!, request);
    const at = (share: number) => (from + share * (to - from)) / frames;
    camera.push({ at: at(THERE), ...within({ ...view, zoom: view.zoom * CREEP }, request.width / request.height) });
    camera.push({ at: i === turns.length - 1 ? 1 : at(LEAVES), ...view });
  }
  return [{ ...shot!, camera, ease: 'linear', name: 'the camera turns from one to the next' }];
}

function viewOf({ stands: place }: Figure, { width, height }: FilmRequest): Camera {
  const most = Math.min(ZOOMS[1], 1 / (HELD * place.height));
  const zoom = Math.max(ZOOMS[0], Math.min(most, FILLS / place.width));
  const [x, y] = [place.x + place.width / 2, place.y + HIGH * place.height];
  return within({ ...REST, zoom, x, y }, width / height);
}
