// Camera moves as figures, and how one beat of them leads the camera from where it stands to where it ends.
import { type Camera, within } from './camera.ts';
import type { Wish } from './intent.ts';
import type { MoveName, Way } from './lexicon/entry.ts';

/**
 * What a move of usual strength does. `zoom` multiplies the enlargement (below 1 it takes the view back); `room` is the
 * zoom that leaves room to move in; `travel` is the share of that room which the view crosses, but at most `stride` of the picture; `truck`, `pedestal` and
 * `dolly` are parallax as in CameraKey; `roll` in degrees; `focus` is how far the view turns to the subject, 0 to 1.
 */
type Recipe = {
  zoom?: number;
  room?: number;
  travel?: number;
  stride?: number;
  parallax?: number;
  dolly?: number;
  roll?: number;
  focus?: number;
};

const RECIPES: Record<MoveName, Recipe> = {
  zoom: { zoom: 1.4, focus: 0.8 },
  dolly: { zoom: 1.24, dolly: 0.055, focus: 0.7 },
  pan: { room: 1.38, travel: 0.96 },
  tilt: { room: 1.38, travel: 0.96 },
  truck: { room: 1.18, travel: 0.6, parallax: 0.055 },
  pedestal: { room: 1.2, travel: 0.65, parallax: 0.05 },
  crane: { room: 1.3, travel: 0.92, parallax: 0.03 },
  orbit: { room: 1.2, travel: 0.5, stride: 0.06, parallax: 0.06, dolly: 0.02, zoom: 1.05 },
  roll: { roll: 9, zoom: 1.03 },
  whip: { room: 1.45, travel: 1 },
  drift: { room: 1.1, travel: 0.7, stride: 0.035, parallax: 0.03, zoom: 1.03 },
  'ken burns': { zoom: 1.28, focus: 1 },
  reveal: { zoom: 1 / 1.5, focus: 0 },
  vertigo: { zoom: 1.1, dolly: 0.11 },
  hold: {},
};

/** What a beat needs to know besides its wishes. */
export type Setting = {
  aspect: number;
  /** 0 to 1: how far parallax may go in this picture. */
  trust: number;
  /** What the camera turns to, as shares of the picture. */
  focus: { x: number; y: number };
  /** Most zoom that may be taken only to make room. */
  most_room: number;
  /** Most zoom at all. */
  most_zoom: number;
};

/** A wish whose way is settled. */
export type Move = Wish & { way: Way | null };

/**
 * Where the camera goes in one beat: first, when the moves need room that the view does not have, to a place with room,
 * then to the end. `strength` 1 is as usual.
 */
export function lead(from: Camera, moves: Move[], setting: Setting): { room: Camera | null; end: Camera } {
  const needed = most(moves, (move) => roomFor(move, from.zoom), setting);
  // What goes nearer makes its own room on the way.
  const nearer = from.zoom * moves.reduce((zoom, move) => zoom * factorOf(move), 1);
  const room = needed > from.zoom + 0.01 && nearer < needed ? within({ ...from, zoom: needed }, setting.aspect) : null;
  let end: Camera = { ...(room ?? from) };
  for (const move of moves.toSorted((a, b) => Number(isSideways(a)) - Number(isSideways(b)))) {
    end = moved(end, move, setting);
    if (isSideways(move)) continue;
    const sideways = most(moves.filter(isSideways), (other) => roomFor(other, 1), setting);
    end.zoom = Math.max(end.zoom, 1 + (sideways - 1) * 0.75);
  }
  return { room, end: within({ ...end, zoom: Math.min(end.zoom, setting.most_zoom) }, setting.aspect) };
}

function isSideways(move: Move): boolean {
  return RECIPES[move.move].travel !== undefined;
}

function most(moves: Move[], zoom: (move: Move) => number, setting: Setting): number {
  return Math.min(setting.most_room, Math.max(1, ...moves.map(zoom)));
}

/** The zoom that a move starts from: pulling out needs a picture to pull out of. */
function roomFor(move: Move, zoom: number): number {
  const recipe = RECIPES[move.move];
  if (recipe.room !== undefined) return 1 + (recipe.room - 1) * Math.min(1.25, Math.max(0.7, move.strength));
  const factor = factorOf(move);
  return factor < 1 && zoom * factor < 1 ? 1 / factor : 1;
}

/** Enlargement of a move: above 1 towards the subject, below 1 away from it. */
function factorOf(move: Move): number {
  const { zoom } = RECIPES[move.move];
  if (zoom === undefined) return 1;
  const size = 1 + (Math.max(zoom, 1 / zoom) - 1) * move.strength;
  return zoom < 1 || move.way === 'out' ? 1 / size : size;
}

function moved(from: Camera, move: Move, setting: Setting): Camera {
  const recipe = RECIPES[move.move];
  const depth = setting.trust * move.strength;
  const outward = move.way === 'out' ? -1 : 1;
  const end = { ...from, zoom: Math.min(setting.most_zoom, Math.max(1, from.zoom * factorOf(move))) };
  if (recipe.dolly !== undefined) end.dolly = clamp(from.dolly + outward * recipe.dolly * depth, -0.1, 0.12);
  if (recipe.roll !== undefined) end.roll = from.roll + (move.way === 'left' ? -1 : 1) * recipe.roll * move.strength;
  if (recipe.focus !== undefined && outward > 0) {
    end.x += (setting.focus.x - end.x) * recipe.focus;
    end.y += (setting.focus.y - end.y) * recipe.focus;
  }
  if (recipe.travel !== undefined && move.way !== null) travel(end, move, recipe, setting, depth);
  return end;
}

/** Moves the view along its axis by a share of what lies between it and the edge, and slides near against far. */
function travel(end: Camera, move: Move, recipe: Recipe, setting: Setting, depth: number): void {
  const sign = move.way === 'left' || move.way === 'up' ? -1 : 1;
  const share = Math.min(1, recipe.travel! * Math.max(0.5, move.strength));
  const slide = clamp(sign * (recipe.parallax ?? 0) * depth, -0.065, 0.065);
  const sideways = move.way === 'left' || move.way === 'right';
  if (sideways) end.truck = clamp(end.truck + slide, -0.065, 0.065);
  else end.pedestal = clamp(end.pedestal + slide, -0.065, 0.065);
  const axis = sideways ? 'x' : 'y';
  const edge = within({ ...end, [axis]: sign }, setting.aspect)[axis];
  const stride = (recipe.stride ?? 1) * move.strength;
  end[axis] += clamp((edge - end[axis]) * share, -stride, stride);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
