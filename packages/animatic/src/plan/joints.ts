// The joints of a film: how its picture takes over from a clip, moves to a sound, and gives way to a last picture.
import { type Camera, REST } from './camera.ts';
import type { Intent, Wish } from './intent.ts';
import type { Joints, Momentum, Plan } from './plan.ts';

/** Share of the frame's width and height by which the view may overrun the picture while it is loose. */
export const OVERRUN = 0.15;

/** Seconds in which a clip's motion runs out at most, and in which the view comes back from beyond the edges. */
const RUN_OUT = 0.9;
const LOOSE = 1.5;

/**
 * Of that motion, what is shown beyond the edge at most: some of the overrun is for the planned move. From a speed on (widths
 * a second) more, up to that many times, or a fast pan would stop as at a wall; of that the view comes back.
 */
const FARTHEST = 0.08;
const FAST = { speed: 0.4, times: 1.45 };

/** Widths, heights or enlargements a second below which a clip counts as standing still. */
const STILL = 0.012;

/** Seconds in which the change of a clip's light runs out. */
const LIGHT_RUN_OUT = 0.9;

/** Amplitude of sway from which a hand holds the camera, and what a speed must be of the sway's own to be a move, not a part of it. */
const HAND = { least: 0.003, most: 0.012, move: 8 };

/** How long the way to a last picture takes: seconds at most, and share of the film at most. */
const WAY = 2;
const WAY_SHARE = 0.45;

/** The same for a picture that becomes another: the more time it has, the less each frame changes. */
const MORPH = 4;
const MORPH_SHARE = 0.75;

/** Share of a morph in which the parallax goes: two pictures' depths are not the same. */
const FLAT = 0.4;

/** Share of the way after which only the last picture is seen. */
const DISSOLVED = 0.72;

/** The push through: how much the picture that is left is enlarged. */
const PUSH = 0.32;

/** At full pulse: enlargement, hand-held sway in frame widths, and light. */
const BEAT = { zoom: 0.035, sway: 0.004, light: 0.14 };

/** Frames of the way to a last picture, in a film of that many. */
export function wayTo(frames: number, fps: number): number {
  return Math.max(2, Math.min(Math.round(WAY * fps), Math.round(WAY_SHARE * frames)));
}

/** The joints of a film that goes on from a motion (null: from a still picture) and ends over that many frames (0: as it is). */
export function jointsOf(momentum: Momentum | null, ending: number): Joints | null {
  if (momentum === null && ending === 0) return null;
  return { momentum, loose: momentum === null ? 0 : LOOSE, ending, way: 'push', pulse: null };
}

/** A plan with a last picture that shows the same things as its own picture: it becomes the last one little by little. */
export function morphing(plan: Plan): Plan {
  const { frames, fps, joints } = plan;
  const ending = Math.max(2, Math.min(Math.round(MORPH * fps), Math.round(MORPH_SHARE * frames), frames - 1));
  return { ...plan, joints: { ...joints!, way: 'morph', ending } };
}

/** What the words ask for, after a clip, and where they say nothing of the camera what it did in the clip. */
export function continuing(intent: Intent, momentum: Momentum): Intent {
  const wish = (move: Wish['move'], way: Wish['way'], speed: number): Wish => ({
    move,
    way,
    pace: 1,
    strength: Math.min(1.2, Math.max(0.4, speed / 0.12)),
    seconds: null,
  });
  const { sway } = momentum;
  const least = Math.max(STILL, HAND.move * sway);
  const [x, y, zoom] = [momentum.x, momentum.y, momentum.zoom].map((speed) =>
    Math.abs(speed) > least ? speed : 0,
  ) as [number, number, number];
  const beat: Wish[] = [];
  if (x !== 0 && Math.abs(x) >= Math.abs(y)) beat.push(wish('truck', x > 0 ? 'right' : 'left', Math.abs(x)));
  else if (y !== 0) beat.push(wish('pedestal', y > 0 ? 'down' : 'up', Math.abs(y)));
  if (zoom > 0) beat.push(wish('dolly', 'in', zoom));
  const free = intent.beats.length === 0 && !intent.motionless;
  const hand = Math.min(1, Math.max(0.05, (sway - HAND.least) / (HAND.most - HAND.least)));
  return {
    ...intent,
    beats: free && beat.length > 0 ? [beat] : intent.beats,
    handheld: intent.handheld ?? (sway >= HAND.least && !intent.motionless ? hand : null),
  };
}

/**
 * The camera of a frame with what the plan's keys do not know of: a clip's motion that runs out, the push through, the
 * pulse. `within` keeps a view inside the picture, which a loose one comes back to little by little.
 */
export function joined(plan: Plan, planned: Camera, frame: number, within: (camera: Camera) => Camera): Camera {
  if (plan.joints === null) return within(planned);
  const { momentum, loose, ending, way, pulse } = plan.joints;
  const camera = { ...planned };
  const time = frame / plan.fps;
  if (momentum) carry(camera, momentum, time);
  const gone = frame - (plan.frames - 1 - ending);
  if (way === 'push' && ending > 0 && gone > 0) camera.zoom *= 1 + PUSH * (gone / ending) ** 2;
  if (pulse) camera.zoom *= 1 + BEAT.zoom * pulse.push[Math.round(frame)]!;
  const kept = way === 'morph' && gone > 0 ? within(resting(within(camera), gone / ending)) : within(camera);
  if (time >= loose) return kept;
  const share = smooth(time / loose);
  for (const field of Object.keys(kept) as (keyof Camera)[]) camera[field] += (kept[field] - camera[field]) * share;
  return bounded(camera);
}

/** A camera that comes to rest, whole and flat, over that share of the way. */
function resting(camera: Camera, share: number): Camera {
  const rest = { ...camera };
  for (const field of Object.keys(REST) as (keyof Camera)[]) {
    const deep = field === 'truck' || field === 'pedestal' || field === 'dolly';
    rest[field] += (REST[field] - camera[field]) * smooth(deep ? share / FLAT : share);
  }
  return rest;
}

/** Adds the way of a motion that runs out evenly. */
function carry(camera: Camera, { x, y, zoom }: Momentum, time: number): void {
  const fastest = Math.max(Math.abs(x), Math.abs(y), -zoom / 2, 1e-9);
  const farther = Math.min(FAST.times, Math.max(1, fastest / FAST.speed));
  const lasting = Math.min(RUN_OUT, (2 * FARTHEST * farther) / fastest);
  const past = Math.min(time, lasting);
  const way = past - past ** 2 / (2 * lasting);
  // Meanwhile the view comes nearer by as much as lets it stay where that leads, or it would have to go back.
  const farthest = Math.min(FARTHEST, (Math.max(Math.abs(x), Math.abs(y)) * lasting) / 2);
  camera.zoom = 1 + Math.hypot(camera.zoom - 1, (1 / (1 - 2 * farthest) - 1) * smooth(time / LOOSE));
  camera.x += (x * way) / camera.zoom;
  camera.y += (y * way) / camera.zoom;
  camera.zoom *= Math.exp(zoom * way);
}

/** Keeps the view within what is mirrored around the picture. */
function bounded(camera: Camera): Camera {
  const zoom = Math.max(camera.zoom, 1 / (1 + 1.8 * OVERRUN));
  const room = 0.5 + OVERRUN - 0.5 / zoom;
  const clamp = (value: number) => Math.min(0.5 + room, Math.max(0.5 - room, value));
  return { ...camera, zoom, x: clamp(camera.x), y: clamp(camera.y) };
}

/** By how much a frame is brighter (or darker, below 1) than its picture, because a clip's light was changing. */
export function carriedLight({ joints, fps }: Plan, frame: number): number {
  const light = joints?.momentum?.light ?? 0;
  const past = Math.min(frame / fps, LIGHT_RUN_OUT);
  return Math.exp(light * (past - past ** 2 / (2 * LIGHT_RUN_OUT)));
}

/** Share of the last picture in a frame, 0 to 1. */
export function dissolvedAt({ joints, frames }: Plan, frame: number): number {
  if (joints === null || joints.ending === 0) return 0;
  const lasts = joints.way === 'morph' ? joints.ending : joints.ending * DISSOLVED;
  return smooth((frame - (frames - 1 - joints.ending)) / lasts);
}

/** What a sound does to a frame: the amplitude of the sway in frame widths, and how much brighter it is (0.1: by 10 %). */
export function beatAt({ joints }: Plan, frame: number): { sway: number; light: number } {
  const { push, loud } = joints?.pulse ?? {};
  const at = Math.round(frame);
  return { sway: BEAT.sway * (loud?.[at] ?? 0), light: BEAT.light * (push?.[at] ?? 0) };
}

function smooth(t: number): number {
  const share = Math.min(Math.max(t, 0), 1);
  return share * share * (3 - 2 * share);
}
