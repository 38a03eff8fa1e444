// What of a picture the camera turns to, and whether that has a head to be kept in view.
import { headOf, upperPart } from '../look/head.ts';
import type { Look, Region } from '../look/look.ts';
import type { Camera } from './camera.ts';
import { headsIn } from './coverage.ts';
import type { Intent } from './intent.ts';
import type { Setting } from './moves.ts';

/** Share of the picture's height from which a region stands there and has a head. */
const TALL = 0.6;

/** Where to look, from the top, at what fills the frame up to its top edge. */
export const HIGH = 0.36;

/** Whether the first region is somebody, or something that stands as they do: a courtyard or a street is as high, and has no head. */
export function stands({ regions, subject_cut }: Look, frame: { width: number; height: number }): boolean {
  const { width, height } = regions[0]!;
  if (height < TALL) return false;
  return subject_cut || headOf(regions) !== null || width * frame.width < height * frame.height;
}

/**
 * What to keep in view of a region: its middle, but of a tall one halfway to its head, which a push-in must not cut
 * off.
 */
export function aimOf(region: Region, look: Look): { x: number; y: number } {
  const middle = { x: region.x + region.width / 2, y: region.y + region.height / 2 };
  const head = headOf(look.regions);
  if (region !== look.regions[0] || region.height < TALL || (head === null && region.y >= 0.02)) return middle;
  // What the frame cuts off at the top already must not lose more of it, and has its face where there is most to see.
  const part = head ?? upperPart(look.regions) ?? region;
  const y = head === null ? Math.min(middle.y, headsIn(region, HIGH)) : (middle.y + head.y + head.height / 2) / 2;
  return { x: (middle.x + part.x + part.width / 2) / 2, y };
}

/** The face of a look as a setting has it. */
export function faceIn({ face }: Look, { face: named, beats }: Intent): Setting['face'] {
  return face && { ...face, named, time: 1 / Math.max(1, beats.length) };
}

/** How much of the view a face fills that a move goes to, and in a close-up; and at most, where hair and ears may be cut. */
const FILLS = { usual: 0.55, close: 0.78, most: 1.3 } as const;

/** Where the eyes are in a face, and between which heights in a view that is framed on it, from the top; the room around a face, in heights of the picture. */
const EYES = { face: 0.46, view: [0.34, 0.45] } as const;
const AIR = 0.02;

/** Of what a view loses of a face that is larger, the share that is lost above. */
const HAIR = 0.8;

/** The view that is framed on a face: as near as the usual one at least, where that does not cut it, and as the picture bears at most. */
export function closeOn(
  face: Region,
  near: 'usual' | 'close',
  usual: Camera,
  most: number,
): Pick<Camera, 'x' | 'y' | 'zoom'> {
  const size = Math.max(face.width, face.height);
  const wanted = Math.max(usual.zoom, FILLS[near] / size);
  const zoom = Math.max(1, Math.min(wanted, FILLS.most / size, most));
  const eyes = face.y + EYES.face * face.height;
  const [low, high] = [eyes + (0.5 - EYES.view[1]) / zoom, eyes + (0.5 - EYES.view[0]) / zoom];
  return { zoom, x: face.x + face.width / 2, y: Math.max(low, Math.min(high, usual.y)) };
}

/**
 * The view moved so that a face is in it as a whole; one that is larger loses of its hair rather than its chin, and so much of it at most
 * that the eyes are left, unless the view was as near as `least` before.
 */
export function whole(view: Camera, { x, y, width, height }: Region, least: number): Camera {
  const zoom = Math.max(least, Math.min(view.zoom, FILLS.most / Math.max(width, height)));
  const size = 1 / zoom;
  const held = (middle: number, from: number, length: number, lost: number) => {
    if (length > size) return from + lost * (length - size) + size / 2;
    const [least, most] = [Math.min(1, from + length + AIR) - size / 2, Math.max(0, from - AIR) + size / 2];
    return Math.max(Math.min(least, most), Math.min(Math.max(least, most), middle));
  };
  return { ...view, zoom, x: held(view.x, x, width, 0.5), y: held(view.y, y, height, HAIR) };
}
