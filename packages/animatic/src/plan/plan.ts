// The plan of a film: everything that is decided before the first frame is drawn. Plain JSON, so that it can be kept,
// read by a person and drawn again.
import type { Region } from '../look/look.ts';
import type { Location } from './location.ts';
import type { Staging } from './staged.ts';

/** What is to be filmed. Sizes in pixels (both even), duration in seconds. */
export type FilmRequest = {
  /**
   * Path of a JPEG, PNG, WebP or BMP file that has been checked to decode; null: a picture is painted after the prompt,
   * unless `first_clip` is given.
   */
  picture: string | null;
  /** Path of a picture of the same kinds that the film ends on, cut to the frame; null: it ends where it is. */
  last_picture: string | null;
  /** Path of an MP4 or MOV file that the film begins with and goes on from; it takes the place of `picture`. */
  first_clip: string | null;
  /**
   * Paths of MP4 or MOV files, at most three, whose subjects and voices play in the film: the prompt calls the first
   * `character1`, and so on. Given alone, without picture and clip.
   */
  references: readonly string[];
  /** Path of a WAV or MP3 file that is laid under the film in place of `sound` and moves camera and light. */
  drive: string | null;
  prompt: string;
  negative_prompt: string;
  /** Write the planned shots out as `actual_prompt`, and fill in what the prompt leaves open. */
  prompt_extend: boolean;
  /** `multi` gives two to four shots with cuts, or those that the prompt lists, up to eight; the caller decides when it counts. */
  shot_type: 'single' | 'multi';
  width: number;
  height: number;
  fps: number;
  duration: number;
  /** `file`: path of a WAV or MP3 file, laid under the film from its start. */
  sound: 'generated' | 'silent' | { file: string };
  watermark: boolean;
  /** 0 to 2147483647. */
  seed: number;
};

/**
 * Where the camera stands at one instant of a shot; `cameraAt` in camera.ts says how it gets from a key to the next.
 * Frame 0 of the first shot has every field at rest: { x: 0.5, y: 0.5, zoom: 1, roll: 0, truck: 0, pedestal: 0, dolly: 0 },
 * which draws the picture itself, cover-fitted to the frame.
 */
export type CameraKey = {
  /** Share of the shot before easing, 0 to 1. The first key is at 0, the last at 1, each later than the one before. */
  at: number;
  /** Centre of the view in the cover-fitted picture, 0 (left, top) to 1 (right, bottom). */
  x: number;
  y: number;
  /** 1 shows the whole cover-fitted picture, 2 half its width. At least 1. */
  zoom: number;
  /** Degrees, clockwise as the viewer sees the picture turn. */
  roll: number;
  /**
   * Parallax: how far the nearest thing moves against the farthest, in frame widths (truck) and heights (pedestal).
   * Positive as the camera goes right (truck) or down (pedestal), like x and y: what is near slides left or up by half of
   * it, what is far right or down by half, what is at depth 0.5 stays.
   */
  truck: number;
  pedestal: number;
  /**
   * Extra scale of the nearest thing against the farthest, about the centre of the view: 0.06 makes it 6 % larger
   * (near × 1.03, far × 0.97).
   */
  dolly: number;
};

/** How the speed runs through the whole shot: `in` starts from rest, `out` comes to rest, `linear` does neither. */
export type Ease = 'linear' | 'in-out' | 'in' | 'out';

/** Motion inside the picture; each 0 (still) to 1 (strong). Zero at the first frame of the film, then it fades in. */
export type Life = { wind: number; water: number; clouds: number };

/**
 * What is in the air, and in the sky behind it, each 0 (not at all) to 1 (as much as there can be). It is not in the film's first frame and gathers
 * within a second. `fire`: where in the picture a fire burns, from which embers rise and light flickers (shares of the
 * picture); null: it is out of sight, below. `hot`: what steam rises from; null where there is none. `strikes`: seconds at which lightning
 * strikes. `wind`: how hard it blows, −1 (to the left) to 1.
 */
export type Air = {
  wind: number;
  rain: number;
  snow: number;
  fog: number;
  dust: number;
  embers: number;
  leaves: number;
  petals: number;
  steam: number;
  firelight: number;
  stars: number;
  lights: number;
  fire: Region | null;
  hot: Region | null;
  strikes: number[];
};

/**
 * Where waves break before a painted beach. `horizon`: its height in the picture, `lines`: evenly across it, between which heights
 * they do, null where they do not (shares of the picture). `strength`: 1 is as usual.
 */
export type Surf = { horizon: number; strength: number; lines: ({ rises: number; ends: number } | null)[] };

/** Water that falls: the middle and half the breadth of its lip, the heights of lip and foot (shares of the picture). */
export type FallingWater = { x: number; half: number; top: number; foot: number };

/** One run of frames between two cuts. Shots follow each other without gap or overlap. */
export type Shot = {
  frames: number;
  /** Number of its location. */
  location: number;
  camera: CameraKey[];
  ease: Ease;
  /** Amplitude of hand-held sway, in frame widths; 0 for a tripod. */
  handheld: number;
  life: Life;
  /** Frames in which it comes out of the shot before, which goes on behind it that long; 0 is a cut. */
  dissolve: number;
  /** How it does: mixed with it, pushing it aside from the left, or through black. */
  way: 'dissolve' | 'wipe' | 'black';
  /** What a director would call it: "slow push-in", "detail, pan left". */
  name: string;
};

/** A shift of chroma, −0.5 to 0.5 each way. */
export type Tint = { cb: number; cr: number };

/**
 * A colour grade in Y'CbCr, faded in over the first second so that frame 0 stays the photo: what a film stock and its print
 * do. Luma goes through gamma, an S-curve with toe and shoulder, gain and lift (draw/grade.ts has the formula); chroma is
 * scaled and tinted by how light a place is.
 */
export type Grade = {
  name: string;
  lift: number;
  gain: number;
  gamma: number;
  /** −1 (flat) to 1 (hard); 0 leaves the curve straight. */
  contrast: number;
  saturation: number;
  /** What is left of blue, on top of `saturation`: a low sun has none. */
  blues: number;
  shadows: Tint;
  highlights: Tint;
};

/**
 * Where the lens is focused when it has opened: on what is near or on what is behind it, the other out of focus; whether the
 * focus is pulled to the other then. The film's first frame is as sharp as its picture.
 */
export type Focus = { on: 'near' | 'back'; pulled: boolean };

/** What becomes of the picture's light: luma and chroma are scaled, and chroma shifted (−0.5 to 0.5 each way). */
export type Light = { gain: number; saturation: number; cb: number; cr: number };

/** The light at a share of a change, of the sky and of what is under it. */
export type LightKey = { at: number; sky: Light; ground: Light };

/** Light that changes between two shares of the film, along keys of which the first is the picture's own light, and the last is at 1. */
export type Daylight = { name: string; begins: number; ends: number; keys: LightKey[] };

/** A way into the film or out of it, over so many frames; the first or the last of all is wholly that. */
export type Fade = { frames: number; to: 'black' | 'white' };

/**
 * A place's sound, and how loud it is beside the others (0 to 1). `during`: seconds of the film in which it is heard; null: all
 * the time.
 */
export type Ambience = {
  kind:
    | 'wind'
    | 'sea'
    | 'river'
    | 'waterfall'
    | 'rain'
    | 'city'
    | 'forest'
    | 'night'
    | 'snow'
    | 'fire'
    | 'rumble'
    | 'room'
    | 'desert'
    | 'space'
    | 'heart'
    | 'pulse';
  gain: number;
  during: { from: number; to: number } | null;
};

export type Accent = { at: number; kind: 'whoosh' | 'hit' | 'thunder' };

/** What is heard. `null` is digital silence. A given file replaces everything else. */
export type SoundPlan =
  | { given: string }
  | {
      given: null;
      ambience: Ambience[];
      music: { mood: 'calm' | 'bright' | 'dark' | 'tense' | 'hopeful' | 'mysterious'; gain: number } | null;
      /** Seconds from the film's start at which a cut falls, a whip pan strikes, or thunder is heard. */
      accents: Accent[];
    };

/** How a clip moves where it ends. */
export type Momentum = {
  /** The camera's own speed: widths and heights of the frame a second (right and down), and enlargement a second. */
  x: number;
  y: number;
  zoom: number;
  /** Amplitude of hand-held sway, in frame widths; 0 for a tripod. */
  sway: number;
  /** Light that is gained (lost: below 0) in a second, as a logarithm. */
  light: number;
};

/** What a sound does to each frame, 0 to 1: its onsets, which push and brighten, and its loudness, which sways. */
export type Pulse = { push: number[]; loud: number[] };

/** How the picture takes over from a clip, moves to a sound and gives way to a last picture. */
export type Joints = {
  /** How all moves already in frame 0, because a clip was there before; null when nothing was. */
  momentum: Momentum | null;
  /** Seconds for which the view may reach beyond the picture's edges, where it is mirrored. */
  loose: number;
  /** Frames in which the last picture takes over, at the end; 0 when there is none. */
  ending: number;
  /** How it does: the camera pushes through to it, or each thing goes where it is found there. */
  way: 'push' | 'morph';
  pulse: Pulse | null;
};

/** A rectangle in shares of a picture's sides, from the top left. */
export type Area = { x: number; y: number; width: number; height: number };

/** Quoted words that somebody says: in seconds, when in the film, and how long. */
export type Line = { text: string; at: number; lasts: number };

/**
 * A plug-in that had a part in the film. `sha256`: of a model and its JSON file, or of a sound as the voice printed it.
 * `runtime`: what a model ran on, with its version; null for a voice.
 */
export type PlugInUse = { kind: 'depth' | 'matting' | 'flow' | 'voice'; sha256: string; runtime: string | null };

export type Plan = {
  width: number;
  height: number;
  fps: number;
  /** Sum of the shots' frames; duration · fps. */
  frames: number;
  seed: number;
  /** Which way the wind blows, for all that it moves: 1 to the right, −1 to the left. */
  blows: 1 | -1;
  shots: Shot[];
  /** At least one; several only where the words alone name them. */
  locations: Location[];
  /** Film grain, 0 (none) to 1 (coarse). It is not in the first frame and fades in with the grade. */
  grain: number;
  fade_in: Fade | null;
  fade_out: Fade | null;
  /** null for a film of one picture that nothing is joined to. */
  joints: Joints | null;
  /** null for a film without references. */
  staging: Staging | null;
  watermark: boolean;
  sound: SoundPlan | null;
  /** What the voice plug-in says, in order; no two at once. */
  speech: Line[];
  plugins: PlugInUse[];
  /** The prompt as planned, in English; null when it was not to be extended. */
  actual_prompt: string | null;
  /** What was asked and can not be shown, one sentence each. */
  warnings: string[];
};
