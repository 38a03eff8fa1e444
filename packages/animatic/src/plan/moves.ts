// Camera moves as figures, and how one beat of them leads the camera from where it stands to where it ends.
import type { Region, Span } from '../look/look.ts';
import { closeOn, whole } from './aim.ts';
import { type Camera, clamp, reach, within } from './camera.ts';
import { sparing } from './faces.ts';
import type { MoveName } from './lexicon/entry.ts';
import type { Wish } from './wishes.ts';

/** What a move of usual strength does. */
type Recipe = {
  /** Multiplies the enlargement; below 1 it takes the view back. */
  zoom?: number;
  /** The zoom that leaves room to move sideways in. */
  room?: number;
  /** Share of that room which the view crosses, at most `stride` of the picture. */
  travel?: number;
  stride?: number;
  /** `truck` or `pedestal` of a CameraKey, along the way of the move. */
  parallax?: number;
  dolly?: number;
  /** Degrees. */
  roll?: number;
  /** How far the view turns to the subject, 0 to 1. */
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
  // The subject stays as large as it is while what is behind it comes nearer: nothing has to be made up around it.
  vertigo: { zoom: 1.07, dolly: -0.13, focus: 0.35 },
  hold: {},
};

/** Most parallax in frame widths: beyond it thin things melt. */
const MOST_SLIDE = 0.065;

/** How far aside of where a move leads it may end, in widths of the picture, so that no face is cut. */
const LITTLE = 0.05;

/** How much a move that goes to a face enlarges it at most beyond its size, and one that ends in a close-up, where it has the whole take. */
const NEARER = { usual: 0.6, close: 1 };

/** Room above a head, in heights of the picture. */
const HEADROOM = 0.03;

/** What a beat needs to know besides its wishes. */
export type Setting = {
  aspect: number;
  /** 0 to 1: how far parallax may go in this picture. */
  trust: number;
  /** What the camera turns to, as shares of the picture. */
  focus: { x: number; y: number };
  /** How high in the picture a head reaches that a move aside must not cut off; null where none does. */
  top: number | null;
  /** How high in it heads are that reach beyond its upper edge; 0 where none does. No move aside looks higher. */
  heads: number;
  /** Whom a view's edges must not cut. */
  faces: Span[];
  /**
   * The one face that stays whole in a view that goes nearer; null where none is known. `named`: the words want it seen; `time`: the share
   * of the take that there is for it, 0 to 1.
   */
  face: (Region & { named: boolean; time: number }) | null;
  /** Most zoom that may be taken only to make room; and for moves that live by parallax more than by their way. */
  most_room: number;
  most_aside: number;
  /** Most zoom at all. */
  most_zoom: number;
};

/**
 * Where the camera goes in one beat: first, when the moves need room that the view does not have, to a place with room,
 * then to the end. `strength` 1 is as usual.
 */
export function lead(from: Camera, moves: Wish[], setting: Setting): { room: Camera | null; end: Camera } {
  const needed = most(moves, (move) => roomFor(move, from.zoom), setting);
  // What goes nearer makes its own room on the way.
  const nearer = from.zoom * moves.reduce((zoom, move) => zoom * factorOf(move), 1);
  const aside = moves.every((move) => !isSideways(move) || move.way === 'left' || move.way === 'right');
  const framed = (camera: Camera) => (aside && setting.top !== null ? headroom(camera, setting.top, setting) : camera);
  const room =
    needed > from.zoom + 0.01 && nearer < needed ? framed(within({ ...from, zoom: needed }, setting.aspect)) : null;
  let end: Camera = { ...(room ?? from) };
  const sideways = moves.filter(isSideways);
  for (const move of moves) if (!isSideways(move)) end = moved(end, move, setting);
  // Pulling out must leave some of the room that a pan at the same time needs.
  end.zoom = Math.max(end.zoom, 1 + (most(sideways, (move) => roomFor(move, 1), setting) - 1) * 0.75);
  for (const move of sideways) end = moved(end, move, setting);
  const seen = framed(within({ ...end, zoom: Math.min(end.zoom, setting.most_zoom) }, setting.aspect));
  const onWay = ({ x }: Camera) => sideways.length === 0 || (x - from.x) * (seen.x - from.x) >= 0;
  const fits = (view: Camera) => onWay(view) && view.zoom === seen.zoom;
  const spared = sparing(seen, setting.faces, setting.aspect, { most: LITTLE, fits });
  const holds = setting.face !== null && sideways.every(({ move }) => move === 'drift') && spared.zoom > from.zoom;
  return { room, end: holds ? within(whole(spared, setting.face!, from.zoom), setting.aspect) : spared };
}

/** The camera raised until what reaches that high is seen with a little room above it, if the picture goes on that far. */
function headroom(camera: Camera, top: number, { aspect, heads }: Setting): Camera {
  const half = reach(camera, aspect).y / camera.zoom;
  return within({ ...camera, y: Math.min(camera.y, Math.max(heads, Math.max(0, top - HEADROOM) + half)) }, aspect);
}

function isSideways(move: Wish): boolean {
  return RECIPES[move.move].travel !== undefined;
}

function most(moves: Wish[], zoom: (move: Wish) => number, setting: Setting): number {
  const bounded = (move: Wish) =>
    RECIPES[move.move].parallax === undefined ? zoom(move) : Math.min(setting.most_aside, zoom(move));
  return Math.min(setting.most_room, Math.max(1, ...moves.map(bounded)));
}

/** The zoom that a move starts from: pulling out needs a picture to pull out of. */
function roomFor(move: Wish, zoom: number): number {
  const recipe = RECIPES[move.move];
  if (recipe.room !== undefined) return 1 + (recipe.room - 1) * Math.min(1.25, Math.max(0.7, move.strength));
  const factor = factorOf(move);
  return factor < 1 && zoom * factor < 1 ? 1 / factor : 1;
}

/** Enlargement of a move: above 1 towards the subject, below 1 away from it. */
function factorOf(move: Wish): number {
  const { zoom } = RECIPES[move.move];
  if (zoom === undefined) return 1;
  const size = 1 + (Math.max(zoom, 1 / zoom) - 1) * move.strength;
  return zoom < 1 || move.way === 'out' ? 1 / size : size;
}

function moved(from: Camera, move: Wish, setting: Setting): Camera {
  const recipe = RECIPES[move.move];
  const depth = setting.trust * move.strength;
  const outward = move.way === 'out' ? -1 : 1;
  const end = { ...from, zoom: Math.min(setting.most_zoom, Math.max(1, from.zoom * factorOf(move))) };
  if (recipe.dolly !== undefined) end.dolly = clamp(from.dolly + outward * recipe.dolly * depth, -0.13, 0.12);
  if (recipe.roll !== undefined) end.roll = from.roll + (move.way === 'left' ? -1 : 1) * recipe.roll * move.strength;
  if (recipe.focus !== undefined && recipe.focus > 0 && outward > 0 && setting.face?.named) {
    const near = move.close === true ? 'close' : 'usual';
    const step = 1 + NEARER[near] * move.strength * setting.face.time;
    const most = Math.min(setting.most_zoom, Math.max(end.zoom, from.zoom * step));
    const view = closeOn(setting.face, near, end, most);
    return { ...end, ...view, zoom: Math.max(from.zoom, view.zoom) };
  }
  if (recipe.focus !== undefined && outward > 0) {
    end.x += (setting.focus.x - end.x) * recipe.focus;
    end.y += (setting.focus.y - end.y) * recipe.focus;
  }
  if (recipe.travel !== undefined && move.way !== null) travel(end, move, recipe, setting, depth);
  return end;
}

/** Moves the view along its axis by a share of what lies between it and the edge, and slides near against far. */
function travel(end: Camera, move: Wish, recipe: Recipe, setting: Setting, depth: number): void {
  const sign = move.way === 'left' || move.way === 'up' ? -1 : 1;
  const share = Math.min(1, recipe.travel! * Math.max(0.5, move.strength));
  const slide = clamp(sign * (recipe.parallax ?? 0) * depth, -MOST_SLIDE, MOST_SLIDE);
  const sideways = move.way === 'left' || move.way === 'right';
  if (sideways) end.truck = clamp(end.truck + slide, -MOST_SLIDE, MOST_SLIDE);
  else end.pedestal = clamp(end.pedestal + slide, -MOST_SLIDE, MOST_SLIDE);
  const axis = sideways ? 'x' : 'y';
  const edge = within({ ...end, [axis]: sign }, setting.aspect)[axis];
  const stride = (recipe.stride ?? 1) * move.strength;
  end[axis] += clamp((edge - end[axis]) * share, -stride, stride);
}
