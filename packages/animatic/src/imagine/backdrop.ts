// A background for a clip that has none of its own around it: its own colours, far out of focus.
import sharp from 'sharp';
import type { Pixels } from '../draw/plate.ts';
import type { Look } from '../look/look.ts';

/** Blur in shares of the frame's shorter side; light and colour that are left. */
const BLUR = 0.07;
const LIGHT = 0.62;
const COLOUR = 0.85;

/** How far it lies behind what stands before it, 0 (far) to 1, and how far the camera may part the two. */
const DEPTH = 0.15;
const TRUST = 0.6;

/** A still, of which that is the look, made into a background of that size (pixels): nothing in it moves or stands out. */
export async function backdropOf(
  still: Pixels,
  look: Look,
  { width, height }: { width: number; height: number },
): Promise<{ picture: Pixels; look: Look }> {
  // Each picture is made once and is small; libvips would keep what it made for another time, and strips for every thread: 10 MB
  // each, which films of clips do not have.
  sharp.cache(false);
  sharp.concurrency(1);
  const raw = { width: still.width, height: still.height, channels: 3 } as const;
  // A blur that wide is made small: a sixteenth of the work, and the same to the eye.
  const [small, low] = [width, height].map((side) => Math.max(2, Math.round(side / 4))) as [number, number];
  const blurred = await sharp(still.rgb, { raw })
    .resize(small, low, { fit: 'cover' })
    .blur(Math.max(0.6, BLUR * Math.min(small, low)))
    .modulate({ brightness: LIGHT, saturation: COLOUR })
    .raw()
    .toBuffer();
  const rgb = await sharp(blurred, { raw: { width: small, height: low, channels: 3 } })
    .resize(width, height, { kernel: 'cubic' })
    .raw()
    .toBuffer();
  const samples = look.depth.near.length;
  const nothing = new Float32Array(samples);
  return {
    picture: { width, height, rgb },
    look: {
      ...look,
      depth: { ...look.depth, near: new Float32Array(samples).fill(DEPTH) },
      masks: { sky: nothing, water: nothing, foliage: nothing },
      cut: null,
      trust: TRUST,
      horizon: null,
      sky: 0,
      water: 0,
      foliage: 0,
      brightness: look.brightness * LIGHT,
      footing: look.footing * LIGHT,
      colourfulness: look.colourfulness * COLOUR,
    },
  };
}
