// What of a picture the camera turns to, and whether that has a head to be kept in view.
import { headOf, upperPart } from '../look/head.ts';
import type { Look, Region } from '../look/look.ts';
import { headsIn } from './coverage.ts';

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
