// A picture after words: composed like a photograph, with the depth of every pixel known.
import { glanceAt, type Look, samplesFor } from '../look/look.ts';
import { boxed, planeOf } from '../look/raster.ts';
import type { Painted } from '../plan/painted.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { type Canvas, FALL, LEAVES, newSheet, type Sheet, SKY, spareOf, WATER } from './canvas.ts';
import { developed } from './finish.ts';
import { paintScene } from './painting.ts';
import { type Scene, sceneOf, type Worded } from './scene.ts';
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
 * Paints what the prompt describes. Same words, seed and size, same picture; any text gives one. A smaller `sheet` gives a sketch:
 * the same picture with less detail, and a look that is near enough to plan by.
 */
export function imagine(request: Commission, sheet = newSheet(request.width, request.height)): Imagined {
  const { scene, named: _, ...painted } = sceneOf(request);
  const { canvas, samples, rgb } = paint(scene, request, sheet);
  const { width, height } = sheet;
  const picture = { width, height, rgb: Uint8Array.from(rgb) };
  const look = knownLook(canvas, samples, picture, request);
  return { picture, look, painted: { ...painted, surf: surfOf(canvas, scene), falling: canvas.falling } };
}

/** Helps another who imagines the same on the same sheet. */
export function assist(request: Commission, sheet: Sheet): void {
  paint(sceneOf(request).scene, request, sheet);
}

/** Of each sample of a look, row by row: how far the nearest in it is, and for each of `KINDS` 1 where all of it is of that kind, else 0. */
type Samples = Size & { closest: Float32Array; kinds: Float32Array[] };

const KINDS = [SKY, WATER, LEAVES] as const;

/** What all hands do. Bytes and samples are in the sheet's memory, for as long as nothing else is painted there. */
function paint(scene: Scene, frame: Size, sheet: Sheet): { canvas: Canvas; samples: Samples; rgb: Uint8Array } {
  const canvas = paintScene(scene, sheet);
  const spare = spareOf(sheet);
  const rgb = developed(canvas, spare);
  const { width, height } = samplesFor(frame);
  const [closest, ...kinds] = [null, ...KINDS].map(() => spare.floats(width * height)) as [
    Float32Array,
    ...Float32Array[],
  ];
  const samples = { width, height, closest, kinds };
  sheet.hands.each(0, height, (row) => sampleRow(canvas, row, samples));
  return { canvas, samples, rgb };
}

function sampleRow(canvas: Canvas, row: number, { width, height, closest, kinds }: Samples): void {
  const { distance, kind } = canvas;
  const rows = span(row, height, canvas.height);
  for (let column = 0, at = row * width; column < width; column++, at++) {
    const columns = span(column, width, canvas.width);
    let near = Number.POSITIVE_INFINITY;
    const held = [0, 0, 0, 0, 0, 0];
    for (let y = rows.from; y < rows.to; y++) {
      for (let i = y * canvas.width + columns.from, end = y * canvas.width + columns.to; i < end; i++) {
        near = Math.min(near, distance[i]);
        held[kind[i]]++;
      }
    }
    closest[at] = near;
    const whole = (rows.to - rows.from) * (columns.to - columns.from);
    // What falls is water too.
    held[WATER] += held[FALL]!;
    for (const [i, one] of KINDS.entries()) kinds[i]![at] = held[one] === whole ? 1 : 0;
  }
}

/** Samples about what stands before the sky in which that is at rest, and in as many it comes to drift. */
const CLEAR = 4;

/** The look with what is known in place of what would be guessed: all but what the eye goes to and the colours. */
function knownLook(
  canvas: Canvas,
  { width, height, closest, kinds }: Samples,
  picture: Imagined['picture'],
  frame: Size,
): Look {
  const glance = glanceAt(picture, frame);
  const nearest = closest.reduce((least, z) => Math.min(least, z), Number.POSITIVE_INFINITY);
  // Parallax goes by the reciprocal of the distance; the root keeps something of it for what is far.
  const near = Float32Array.from(closest, (z) => (Number.isFinite(z) ? (nearest / z) ** 0.6 : 0));
  const [above, water, foliage] = kinds.map((values) => boxed(planeOf(width, height, values), 1).values) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  // What drifts keeps clear of all that stands before it: a mast in its midst would bend.
  const clear = boxed(planeOf(width, height, kinds[0]!), CLEAR).values.map((share) => (share > 0.999 ? 1 : 0));
  const sky = boxed(planeOf(width, height, clear), CLEAR).values;
  const share = (mask: Float32Array) => mask.reduce((sum, value) => sum + value, 0) / mask.length;
  const line = canvas.horizon / canvas.height;
  const horizon = line > 0 && line < 1 ? line : null;
  return {
    ...glance,
    depth: { width, height, near },
    masks: { sky, water, foliage },
    // With exact depth one layer keeps every leaf; a cut as coarse as the look would lose those at the outlines.
    cut: null,
    firm: null,
    subject_cut: false,
    trust: 0.9,
    detail: 1,
    faces: [],
    face: null,
    fire: canvas.crater,
    regions: canvas.eye === null ? glance.regions : [canvas.eye, ...glance.regions],
    horizon,
    // What drifts in front of the stars of deep space would be no cloud.
    sky: horizon === null ? 0 : share(above),
    water: share(water),
    foliage: share(foliage),
  };
}

/** The pixels that a sample of a smaller raster covers; at least one. */
function span(index: number, samples: number, pixels: number): { from: number; to: number } {
  const from = Math.min(pixels - 1, Math.floor((index * pixels) / samples));
  return { from, to: Math.max(from + 1, Math.floor(((index + 1) * pixels) / samples)) };
}
