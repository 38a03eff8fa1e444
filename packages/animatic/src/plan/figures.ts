// Where those who stand in a picture stand: in windows beside each other, or cut out, on the ground or where their own clip has them.
import { type ClipLook, KNOWN } from '../look/clip-look.ts';
import type { Look, Region } from '../look/look.ts';
import { cutFor, type Order, orderOf, type Shown, windowsFor } from './framing.ts';
import type { Mentions } from './mentions.ts';
import type { Area, FilmRequest } from './plan.ts';
import { relit } from './relight.ts';
import type { Figure } from './staged.ts';

/** How near windows stand: before all that is far, so that the camera's moves part them from it. */
const NEAR = 0.78;

/** What every window is, and stays while nobody comes or goes. */
export const WINDOW = { mirrored: false, cut_out: false, relit: null, near: NEAR, enters: null, leaves: null };

/** A window that is alone in a place leaves that much of it to be seen. */
const ALONE = 0.76;

/** What of a film says where they stand. `look`: the place's; `painted`: it is one that the words ask for. */
type Stand = { request: FilmRequest; look: Look; clips: ClipLook[]; mentions: Mentions; painted: boolean };

/** Those of the clips' numbers `cast`, from left to right, where they are in the picture, the farthest first. */
export function figuresOf(stand: Stand, cast: number[]): Figure[] {
  const shown = cast.map((clip) => shownOf(stand.clips[clip]!));
  const frame = stand.request.width / stand.request.height;
  // Those who stand do so side by side, and with windows only where these do.
  const beside = arranged(stand, cast, shown, 'side by side');
  const standing = beside.filter(({ cut_out }) => cut_out).length;
  const together =
    standing === cast.length || (standing > 0 && orderOf(shown, frame, ['side by side', 'stacked']) === 'side by side');
  const figures = together ? beside : arranged(stand, cast, shown, orderOf(shown, frame), false);
  // Who is cut out walks before the windows, and before whom stands higher up in the frame.
  const nearness = ({ cut_out, place }: Figure) => (cut_out ? place.y + place.height : 0);
  return figures.sort((a, b) => nearness(a) - nearness(b));
}

/** They in windows in that order, and cut out where they can stand instead, unless they may not. */
function arranged(stand: Stand, cast: number[], shown: Shown[], order: Order, may = true): Figure[] {
  const { request, look, clips, painted } = stand;
  const frame = request.width / request.height;
  const size = cast.length === 1 && painted ? ALONE : 1;
  const windows = windowsFor(shown, frame, size, request.seed, 'window', order);
  const placed = (afloat: boolean) =>
    cast.map((clip, i): Figure => {
      const figure = { clip, ...windows[i]!, stands: windows[i]!.place, ...WINDOW };
      const { cut_out: subject, aspect, look: own } = clips[clip]!;
      if (!may || subject === null) return figure;
      if (subject.home) return atHome(figure, subject.area, aspect, frame);
      const stands = standing(figure, clips[clip]!, subject, frame, cast.length, afloat);
      const tall = LEAST_TALL * Math.min(1, Math.max(UPRIGHT, frame));
      return stands.place.height >= tall ? { ...stands, relit: relit(own, look) } : figure;
    });
  const grounded = placed(false);
  // Together they come nearer: side by side the one would be a giant.
  return grounded.some((figure) => isAfloat(figure, stand)) ? placed(true) : grounded;
}

/** Where the ground is that those who are cut out stand on, and how much of the frame's height they take, at most and at least. */
const GROUND = 0.95;
const TALL = 0.74;
const LEAST_TALL = 0.4;
/** In an upright frame that is less by its shape, down to this. */
const UPRIGHT = 0.75;

/**
 * Share of the frame's width that they take at most with their ways; and, of those who go about, that begin beside the frame: as much
 * or, in an upright frame, what takes no more pixels.
 */
const WIDEST = 0.94;
const ROAMS = 1.3;

/** A figure in the place of its own clip: just where it is there. */
function atHome(figure: Figure, area: Area, aspect: number, frame: number): Figure {
  const seen = cutFor(aspect, frame, { x: 0, y: 0, width: 1, height: 1 });
  const [x, y] = [Math.max(area.x, seen.x), Math.max(area.y, seen.y)];
  const width = Math.min(area.x + area.width, seen.x + seen.width) - x;
  const height = Math.min(area.y + area.height, seen.y + seen.height) - y;
  const place = {
    x: (x - seen.x) / seen.width,
    y: (y - seen.y) / seen.height,
    width: width / seen.width,
    height: height / seen.height,
  };
  return { ...figure, cut: { x, y, width, height }, cut_out: true, place, stands: place };
}

/** Those whom the clip's own lower edge cuts off come up from below the frame's, larger: on a ground one would see the cut. */
const CUT_OFF = 0.985;
const BELOW = 1.02;
const TALLER = 0.88;

/** Share of those, from the top, who would stand on water: feet below the frame touch nothing. */
const ABOVE_KNEES = 0.7;

/** Rows of a picture, in shares of its height, that feet touch, and share of their columns that may be no ground. */
const FEET = [0.92, 0.97] as const;
const WET = 0.04;

/** Whether there is water or sky where somebody's feet are to be, or on the way there. */
function isAfloat({ clip, stands, place, cut_out }: Figure, { look, clips, mentions }: Stand): boolean {
  if (!cut_out || clips[clip]!.cut_out!.home || place.y + place.height >= 1) return false;
  const { width, height } = look.depth;
  const { enters, leaves } = mentions.cues[clip]!;
  const [left, right] = enters || leaves > 0 ? [0, 1] : [stands.x, stands.x + stands.width];
  let [all, wet] = [0, 0];
  for (let y = Math.floor(FEET[0] * height); y < FEET[1] * height; y++) {
    for (let x = Math.max(0, Math.floor(left * width)); x < Math.min(1, right) * width; x++) {
      all++;
      const i = y * width + x;
      if (Math.max(look.masks.water[i]!, look.masks.sky[i]!) > 0.5) wet++;
    }
  }
  return wet > WET * all;
}

/**
 * A figure cut out of its clip, on the ground below its window; as wide as its ways within the clip need. Who goes about comes to
 * stand where the window was, but when alone goes about in all of the frame. `afloat`: there is no ground.
 */
function standing(
  figure: Figure,
  { aspect, wanders }: ClipLook,
  { area, breadth }: NonNullable<ClipLook['cut_out']>,
  frame: number,
  count: number,
  afloat: boolean,
): Figure {
  const whole = area.y + area.height <= CUT_OFF;
  const cut = afloat && whole ? { ...area, height: ABOVE_KNEES * area.height } : area;
  const shape = (cut.width * aspect) / cut.height / frame;
  const cutOff = afloat || !whole;
  // Who walks through the clip does so here, before the others.
  const most = wanders ? Math.max(ROAMS, Math.sqrt(ROAMS * TALL * shape)) : WIDEST;
  const widest = Math.min(most, Math.min(wanders ? WIDEST : 1.3, 1.3 / count) * (cut.width / breadth));
  const height = Math.min(cutOff ? TALLER : TALL, widest / shape);
  const width = height * shape;
  const middle = figure.place.x + figure.place.width / 2;
  const within = (wide: number) => Math.min(Math.max(middle - wide / 2, 0.02), Math.max(0.02, 0.98 - wide));
  const place = { x: within(width), y: (cutOff ? BELOW : GROUND) - height, width, height };
  const own = wanders && count > 1 ? (width * breadth) / cut.width : Math.min(width, 0.96);
  return { ...figure, cut, cut_out: true, place, stands: { ...place, x: within(own), width: own } };
}

/** Parts of a clip that draw the eye that much less than the first may be the subject's, where that is not known: the other eye of a face. */
const SECOND = 0.4;

export function shownOf({ aspect, look, wanders }: ClipLook): Shown {
  const [main, ...others] = look.regions as [Region, ...Region[]];
  const known = main.weight === KNOWN;
  const parts = [main, ...others.filter(({ weight }) => weight >= SECOND * main.weight)];
  const [x, y] = [Math.min(...parts.map((part) => part.x)), Math.min(...parts.map((part) => part.y))];
  const width = Math.max(...parts.map((part) => part.x + part.width)) - x;
  const height = Math.max(...parts.map((part) => part.y + part.height)) - y;
  return { aspect, subject: { x, y, width, height }, known, wanders };
}
