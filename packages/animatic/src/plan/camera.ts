// What a plan's camera keys mean: the camera at any frame of the film. Drawing and planning both ask here.
import { beatAt, joined } from './joints.ts';
import type { CameraKey, Ease, Plan, Shot } from './plan.ts';

/** A camera key without its time. */
export type Camera = Omit<CameraKey, 'at'>;

/** Every field of the very first frame: the whole picture, flat. */
export const REST: Camera = { x: 0.5, y: 0.5, zoom: 1, roll: 0, truck: 0, pedestal: 0, dolly: 0 };

const FIELDS = Object.keys(REST) as (keyof Camera)[];

/** Share of a shot over which the path turns from one key's direction into the next's. */
const CORNER = 0.09;
/** Share of a shot in which an easing camera gathers its speed, or loses it. */
const RAMP = 0.38;
/** Seconds in which hand-held sway and the camera's own fade-in begin. */
const SWAY_FADE = 0.8;

/** The shot that a frame (0 to plan.frames − 1) belongs to, its index, and the film's frame at which it begins. */
export function shotAt(plan: Plan, frame: number): { shot: Shot; index: number; first: number } {
  let first = 0;
  for (const [index, shot] of plan.shots.entries()) {
    if (frame < first + shot.frames) return { shot, index, first };
    first += shot.frames;
  }
  throw new RangeError(`frame ${frame} is not in a film of ${plan.frames} frames`);
}

/**
 * The camera at a frame, hand-held sway included: a pure function of both, smooth within a shot, never looking outside
 * the picture (parallax and roll counted). Frame 0 of a plan is `REST` to the last bit.
 */
export function cameraAt(plan: Plan, frame: number): Camera {
  return cameraOf(plan, shotAt(plan, frame).index, frame);
}

/**
 * The camera of a shot at an instant of the film, in frames and parts of them: within the shot, or after it, as long as the
 * next one comes out of it.
 */
export function cameraOf(plan: Plan, index: number, frame: number): Camera {
  const shot = plan.shots[index]!;
  const first = plan.shots.slice(0, index).reduce((sum, { frames }) => sum + frames, 0);
  const length = shot.frames + (plan.shots[index + 1]?.dissolve ?? 0);
  const share = length > 1 ? clamp((frame - first) / (length - 1), 0, 1) : 0;
  const camera = onPath(shot.camera, eased(share, shot.ease));
  const handheld = shot.handheld + beatAt(plan, frame).sway;
  if (handheld > 0) sway(camera, handheld, frame / plan.fps, plan.seed);
  return joined(plan, camera, frame, (view) => within(view, plan.width / plan.height));
}

/**
 * Half the share of the picture that the view covers at zoom 1, counting roll, parallax and dolly; `aspect` is width
 * / height.
 */
export function reach(camera: Camera, aspect: number): { x: number; y: number } {
  const angle = (Math.abs(camera.roll) * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const scale = 1 + Math.abs(camera.dolly) / 2;
  return {
    x: ((cos + sin / aspect) * scale + Math.abs(camera.truck)) / 2,
    y: ((cos + sin * aspect) * scale + Math.abs(camera.pedestal)) / 2,
  };
}

/** The camera with its zoom raised and its centre moved just so far that it sees nothing beyond the picture. */
export function within(camera: Camera, aspect: number): Camera {
  const half = reach(camera, aspect);
  const zoom = Math.max(camera.zoom, 2 * half.x, 2 * half.y, 1);
  const roomX = Math.max(0, 0.5 - half.x / zoom);
  const roomY = Math.max(0, 0.5 - half.y / zoom);
  return {
    ...camera,
    zoom,
    x: clamp(camera.x, 0.5 - roomX, 0.5 + roomX),
    y: clamp(camera.y, 0.5 - roomY, 0.5 + roomY),
  };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Share of its path that a shot has gone by a share of its time: parabolas at the eased ends and a straight run between them. */
export function eased(share: number, ease: Ease): number {
  const start = ease === 'in' || ease === 'in-out' ? RAMP : 0;
  const end = ease === 'out' || ease === 'in-out' ? RAMP : 0;
  const speed = 1 / (1 - start / 2 - end / 2);
  if (share < start) return (speed * share * share) / (2 * start);
  if (share > 1 - end) return 1 - (speed * (1 - share) ** 2) / (2 * end);
  return speed * (share - start / 2);
}

/**
 * The path is straight from key to key, averaged over a window that closes towards both ends: corners are round, the
 * first and last key are met exactly, and every point is a mean of keys, so that what holds for them holds between them.
 */
function onPath(keys: CameraKey[], share: number): Camera {
  const shortest = keys.reduce((least, key, i) => (i === 0 ? least : Math.min(least, key.at - keys[i - 1]!.at)), 1);
  const half = Math.min(CORNER, shortest / 2, share, 1 - share);
  const low = share - half;
  const high = share + half;
  const camera = { ...REST };
  for (const field of FIELDS) {
    camera[field] =
      half < 1e-9 ? straight(keys, share)[field] : (area(keys, field, high) - area(keys, field, low)) / (high - low);
  }
  return camera;
}

function straight(keys: CameraKey[], share: number): Camera {
  const next = keys.findIndex((key) => key.at >= share);
  const to = keys[next === -1 ? keys.length - 1 : next]!;
  const from = keys[Math.max(0, keys.indexOf(to) - 1)]!;
  const part = to.at > from.at ? (share - from.at) / (to.at - from.at) : 1;
  const camera = { ...REST };
  for (const field of FIELDS) camera[field] = from[field] + (to[field] - from[field]) * part;
  return camera;
}

/** Area under the straight path of one field, from 0 to `share`. */
function area(keys: CameraKey[], field: keyof Camera, share: number): number {
  let sum = 0;
  for (let i = 1; i < keys.length; i++) {
    const from = keys[i - 1]!;
    const to = keys[i]!;
    if (from.at >= share) break;
    const end = Math.min(share, to.at);
    const slope = (to[field] - from[field]) / (to.at - from.at);
    const width = end - from.at;
    sum += width * (from[field] + (slope * width) / 2);
  }
  return sum;
}

/**
 * Breathing and small corrections of a hand: sines that share no period. `amplitude` in frame widths, `time` in
 * seconds.
 */
function sway(camera: Camera, amplitude: number, time: number, seed: number): void {
  const phase = (seed % 6283) / 1000;
  const fade = Math.min(1, time / SWAY_FADE);
  const size = (amplitude * fade) / camera.zoom;
  const wave = (rate: number, shift: number) => Math.sin(2 * Math.PI * rate * time + phase * shift + shift);
  camera.x += size * (0.6 * wave(0.53, 1) + 0.3 * wave(1.27, 2.3) + 0.12 * wave(2.9, 3.1));
  camera.y += size * (0.7 * wave(0.41, 1.7) + 0.35 * wave(1.13, 2.9) + 0.14 * wave(3.1, 0.7));
  camera.roll += amplitude * fade * 40 * (0.7 * wave(0.31, 2.1) + 0.3 * wave(0.87, 1.3));
}
