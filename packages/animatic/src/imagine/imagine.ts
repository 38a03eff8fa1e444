// A picture after words: composed like a photograph, with the depth of every pixel known.
import { type Look, lookAt } from '../look/look.ts';
import { boxed, planeOf } from '../look/raster.ts';
import type { Painted } from '../plan/painted.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { type Canvas, FALL, LEAVES, SKY, WATER } from './canvas.ts';
import { developed } from './finish.ts';
import { paintScene } from './painting.ts';
import { sceneOf, type Worded } from './scene.ts';
import { surfOf } from './surf.ts';

/** A picture of the request's size: rows of R, G, B bytes (sRGB) without gaps. */
export type Imagined = { picture: { width: number; height: number; rgb: Uint8Array }; look: Look; painted: Painted };

/** Whether the words name a place that can be painted. */
export function namesPlace(request: Worded): boolean {
  return sceneOf(request).named;
}

/** What is painted after, and the frame that it is to fill. */
export type Commission = Worded & Size;

type Size = Pick<FilmRequest, 'width' | 'height'>;

/**
 * Paints what the prompt describes. Same words, seed and size, same picture; any text gives one. A smaller `size` gives a sketch:
 * the same picture with less detail, and a look that is near enough to plan by.
 */
export function imagine(request: Commission, { width, height }: Size = request): Imagined {
  const { scene, named: _, ...painted } = sceneOf(request);
  const canvas = paintScene(scene, width, height);
  const picture = { width, height, rgb: developed(canvas) };
  const look = { ...knownLook(canvas, lookAt(picture, request)), fire: canvas.crater };
  const surf = surfOf(canvas, scene);
  // 35 MB at 1080p that would else wait for the collector while the film is encoded.
  for (const plane of [canvas.colour, canvas.distance, canvas.kind]) (plane.buffer as ArrayBuffer).transfer(0);
  return { picture, look, painted: { ...painted, surf, falling: canvas.falling } };
}

/** The look with what is known in place of what was guessed: all but what the eye goes to and the colours. */
function knownLook(canvas: Canvas, guessed: Look): Look {
  const { width, height } = guessed.depth;
  const near = new Float32Array(width * height);
  const kinds = new Map([SKY, WATER, LEAVES].map((kind) => [kind, planeOf(width, height)]));
  const nearest = canvas.distance.reduce((least, z) => Math.min(least, z), Number.POSITIVE_INFINITY);
  for (let row = 0, at = 0; row < height; row++) {
    const rows = span(row, height, canvas.height);
    for (let column = 0; column < width; column++, at++) {
      const columns = span(column, width, canvas.width);
      let closest = Number.POSITIVE_INFINITY;
      const held = [0, 0, 0, 0, 0, 0];
      for (let y = rows.from; y < rows.to; y++) {
        for (let i = y * canvas.width + columns.from, end = y * canvas.width + columns.to; i < end; i++) {
          closest = Math.min(closest, canvas.distance[i]);
          held[canvas.kind[i]]++;
        }
      }
      // Parallax goes by the reciprocal of the distance; the root keeps something of it for what is far.
      near[at] = Number.isFinite(closest) ? (nearest / closest) ** 0.6 : 0;
      const whole = (rows.to - rows.from) * (columns.to - columns.from);
      // What falls is water too.
      held[WATER] += held[FALL]!;
      for (const [kind, mask] of kinds) mask.values[at] = held[kind] === whole ? 1 : 0;
    }
  }
  const [sky, water, foliage] = [SKY, WATER, LEAVES].map((kind) => boxed(kinds.get(kind)!, 1).values);
  const share = (mask: Float32Array) => mask.reduce((sum, value) => sum + value, 0) / mask.length;
  const line = canvas.horizon / canvas.height;
  const horizon = line > 0 && line < 1 ? line : null;
  return {
    ...guessed,
    depth: { width, height, near },
    masks: { sky, water, foliage },
    // With exact depth one layer keeps every leaf; a cut as coarse as the look would lose those at the outlines.
    cut: null,
    subject_cut: false,
    trust: 0.9,
    detail: 1,
    regions: canvas.eye === null ? guessed.regions : [canvas.eye, ...guessed.regions],
    horizon,
    // What drifts in front of the stars of deep space would be no cloud.
    sky: horizon === null ? 0 : share(sky),
    water: share(water),
    foliage: share(foliage),
  };
}

/** The pixels that a sample of a smaller raster covers; at least one. */
function span(index: number, samples: number, pixels: number): { from: number; to: number } {
  const from = Math.min(pixels - 1, Math.floor((index * pixels) / samples));
  return { from, to: Math.max(from + 1, Math.floor(((index + 1) * pixels) / samples)) };
}
