// What is in the picture, as far as the plan and the drawing need to know it.

/** A rectangle of the picture in shares of its sides, 0 to 1 from the top left. */
export type Region = { x: number; y: number; width: number; height: number; weight: number };

/** A heuristic reading of a picture. Same picture, same look. */
export type Look = {
  /** Depth map: row-major, 0 far to 1 near, smooth; `width` × `height` samples over the cover-fitted picture. */
  depth: { width: number; height: number; near: Float32Array };
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
