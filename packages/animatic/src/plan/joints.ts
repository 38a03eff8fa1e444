// The joints of a film: how its picture takes over from a clip, moves to a sound, and gives way to a last picture.
import { type Camera, REST, reach } from './camera.ts';
import type { Intent } from './intent.ts';
import type { Joints, Momentum, Plan } from './plan.ts';
import type { Wish } from './wishes.ts';

/** Share of the frame's width and height by which the view may overrun the picture while it is loose. */
export const OVERRUN = 0.15;

/** Seconds in which a clip's motion runs out at most. */
const RUN_OUT = 0.9;

/**
 * Of that motion, what is shown beyond the edge at most: more of a fast one, from one speed on up to another (widths a second).
 * There is no more to see than that; what is faster runs out in a steeper curve, up to that power, with a tail as long.
 */
const FARTHEST = { slow: 0.08, fast: 0.14, from: 0.18, to: 0.8, steepest: 4 };

/**
 * Seconds in which the view, without going back, comes so near that it is within the picture, more after a fast motion; nearer
 * than that it does not come.
 */
const LOOSE = { slow: 1.5, fast: 2.2 };
const NEAREST = 1.45;

/** Enlargement a second (below 0) that is shown as far as it goes beyond the edges. */
const PULLED = 0.16;

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
  return { momentum, loose: momentum === null ? 0 : loosely(momentum), ending, way: 'push', pulse: null };
}

function loosely({ x, y }: Momentum): number {
  return LOOSE.slow + (LOOSE.fast - LOOSE.slow) * fastness(Math.hypot(x, y));
}

/** How fast a motion is (widths a second): 0 to 1. */
function fastness(speed: number): number {
  return smooth((speed - FARTHEST.from) / (FARTHEST.to - FARTHEST.from));
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
  // There is nothing farther back than the whole picture: it comes to rest there, and near again as little as can be.
  else if (zoom < 0 && beat.length === 0) beat.push({ ...wish('dolly', 'in', 0), pace: 0.6 });
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
  const near = momentum ? within(nearer(camera, plan.width / plan.height)) : within(camera);
  const kept = way === 'morph' && gone > 0 ? within(resting(near, gone / ending)) : near;
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

/** Adds the way of a motion that runs out: evenly where there is room for that, else at first quicker and then slower. */
function carry(camera: Camera, { x, y, zoom }: Momentum, time: number): void {
  const fastest = Math.max(Math.hypot(x, y), 1e-9);
  const farthest = FARTHEST.slow + (FARTHEST.fast - FARTHEST.slow) * fastness(fastest);
  const way = Math.min((fastest * RUN_OUT) / 2, farthest);
  const power = Math.min(FARTHEST.steepest, (fastest * RUN_OUT) / way);
  const gone = way * (1 - (1 - Math.min(1, (time * fastest) / (power * way))) ** power);
  const most = Math.max(0, 0.5 - 0.5 / Math.max(NEAREST, camera.zoom));
  const held = (value: number) => Math.min(0.5 + most, Math.max(0.5 - most, value));
  camera.x = held(camera.x + (gone * x) / fastest);
  camera.y = held(camera.y + (gone * y) / fastest);
  const lasting = Math.min(RUN_OUT, (2 * PULLED) / Math.max(-zoom, 1e-9));
  const past = Math.min(time, lasting);
  camera.zoom *= Math.exp(zoom * (past - past ** 2 / (2 * lasting)));
}

/** The camera as much nearer as lets it look where it does, up to the nearest. */
function nearer(camera: Camera, aspect: number): Camera {
  const half = reach(camera, aspect);
  const needed = Math.max(half.x / (0.5 - Math.abs(camera.x - 0.5)), half.y / (0.5 - Math.abs(camera.y - 0.5)));
  return { ...camera, zoom: Math.max(camera.zoom, Math.min(NEAREST, needed)) };
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
