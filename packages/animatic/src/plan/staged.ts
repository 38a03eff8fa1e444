// The references' part in the plan of a film: who is seen where and when, and who is heard.
import type { Area, Grade } from './plan.ts';

/**
 * A way into the frame or out of it, over those frames of the film, from or to that side; `by`: how far beside the place it begins or
 * ends, in shares of the picture's width.
 */
export type Passage = { frame: number; frames: number; side: 'left' | 'right'; by: number };

/** A reference that stands in the picture: a window on its clip, or its subject cut out of it. */
export type Figure = {
  /** Number of the clip among the references, from 0. */
  clip: number;
  /** What of the clip's upright picture is seen, and where in the cover-fitted picture it lies. */
  cut: Area;
  place: Area;
  /** Where in the picture it stands: who is cut out may be at other places within `place` for a while. */
  stands: Area;
  /** Whether its clip is seen as in a mirror, so that it goes the way that the words say. */
  mirrored: boolean;
  /** Whether only its subject is seen, and not the whole window. */
  cut_out: boolean;
  /** What makes its light that of the place; null where it is, and in a window, which has its own. */
  relit: Grade | null;
  /** 0 (as far as the farthest thing) to 1 (as near as the nearest). */
  near: number;
  /** Null: it is there when the shot begins, and when it ends. */
  enters: Passage | null;
  leaves: Passage | null;
};

/** What a shot shows of the references: a clip fills the frame in place of the picture, or figures stand in it. */
export type Staged = { filmed: { clip: number; cut: Area } | null; figures: Figure[] };

/**
 * From that frame of the film on a clip plays forward from that picture of its own (counted at the film's rate), until the
 * next run. Over `eases` frames it is bent, less and less, to stand as the run before ended; 0 is a cut. `rests`: it comes to
 * rest within so many frames, and stays at that picture; null: it plays on.
 */
export type Run = { frame: number; picture: number; eases: number; rests: number | null };

/** A stretch of a clip's sound, in seconds: when it is heard, where in the clip it begins, how long it lasts. */
export type Voice = { clip: number; at: number; from: number; lasts: number };

/** The references' part in the film. */
export type Staging = {
  /** One for each shot of the plan. */
  shots: Staged[];
  /** For each clip, in the film's order. */
  runs: Run[][];
  /** In the film's order; no two are heard at once. */
  voices: Voice[];
};
