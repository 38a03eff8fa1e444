// A film that something else has made, as ours are: read as a player would, and brought to what was asked for.
import { makeMark } from '../draw/mark.ts';
import type { Slot } from '../draw/stage.ts';
import { stamp } from '../draw/watermark.ts';
import { clipPictures } from '../input/clip.ts';
import { InputError } from '../input/input-error.ts';
import { VideoFile } from '../input/video.ts';
import type { Stereo } from '../sound/stereo.ts';
import { Film } from './film.ts';
import { heardOf, keepsTrack, makeHeard } from './hearing.ts';
import { pixelsOf } from './pixels.ts';
import { keepsPictures, remux } from './remux.ts';
import { ThumbnailChoice, writeThumbnail } from './thumbnail.ts';

/** What a film is to be. */
export type Wanted = {
  /** Pixels (both even) and whole frames a second; null leaves them as they are, as nearly as a film of ours can be. */
  frame: { width: number; height: number; fps: number } | null;
  /** Seconds; null leaves it as it is. */
  duration: number | null;
  /**
   * `own`: the sound it has, else silence; `generated`: the sound it has, else one made after the words and its first
   * picture; `file`: path of a WAV or MP3 file that is laid under it from its start.
   */
  sound: 'own' | 'generated' | 'silent' | { file: string };
  watermark: boolean;
  /** What a sound is made after. */
  prompt: string;
  negative_prompt: string;
  seed: number;
  /** The sentence in the file that says how it came about. */
  made_by: string;
};

export type ConformingOptions = {
  /** Paths to write the MP4 and the JPEG to. */
  video: string;
  thumbnail: string;
  /** An x264 preset. */
  preset: string;
  /** The share that is done, 0 to 1, never falling. */
  onProgress(share: number): void;
};

/** The film's measures (pixels, seconds), whether its pictures were taken over as they were, and what is not as asked. */
export type Conformed = {
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  copied: boolean;
  warnings: string[];
};

/** Seconds by which a film that is too short holds its last picture; one that is shorter is slowed. */
const HELD = 0.5;
/** Seconds by which a film is cut without a word: models make frames by fours. */
const TRIMMED = 0.25;
/** Share of the asked length below which a film is another film. */
const SHORTEST = 0.5;
/** Share of the pictures that may be missing or damaged: players pass over a few. */
const MOST_DAMAGED = 0.02;
/** Share of a side that is cut off without a word: sides are multiples of 16, or of 32. */
const CUT_OFF = 0.02;

/** How a film comes to its length and size. */
type Fit = { width: number; height: number; fps: number; frames: number; slower: number; warnings: string[] };

/**
 * Reads the film at `path` to its end, and writes it as it was asked for; as it is where nothing has to be changed. Throws
 * `InputError`, its sentence beginning with what was seen, when it is no film, is damaged or cut short, or is not half as
 * long as asked.
 */
export async function conform(path: string, wanted: Wanted, options: ConformingOptions): Promise<Conformed> {
  await using film = await VideoFile.open(path, 'made');
  const heard = await heardOf(film, wanted);
  const asIs = asItIs(film, wanted);
  const keepsAll = asIs !== null && keepsPictures(film, asIs);
  const fit = keepsAll ? asIs : fitOf(film, wanted, heard.kept !== null);
  const keeps = keepsAll || (!wanted.watermark && keepsPictures(film, fit));
  const sound = await makeHeard(heard, wanted, fit, () => firstPicture(film, fit));
  const target = { ...layOut(fit), fps: fit.fps, slower: fit.slower };
  const choice = new Candidates(fit.frames);
  if (keeps) {
    for await (const frame of clipPictures(film, target, 0, fit.frames)) {
      choice.see(frame, target.slot, target.bytes, fit);
      options.onProgress((0.9 * frame) / fit.frames);
    }
    judge(film);
    await remux(film, keepsTrack(film, heard, fit) ? null : sound, options.video, fit.fps, wanted.made_by);
  } else {
    await encode(film, fit, sound, wanted, choice, options);
    judge(film);
  }
  const { slot, bytes } = target;
  bytes.set(choice.chosen());
  await writeThumbnail(options.thumbnail, slot, bytes, fit.width, fit.height);
  options.onProgress(1);
  const { width, height, fps, frames, warnings } = fit;
  return {
    width,
    height,
    fps,
    frames,
    duration: frames / fps,
    copied: keeps,
    warnings: [...warnings, ...heard.warnings],
  };
}

async function encode(
  film: VideoFile,
  fit: Fit,
  sound: Stereo,
  wanted: Wanted,
  choice: Candidates,
  { video, preset, onProgress }: ConformingOptions,
): Promise<void> {
  const { width, height, fps, frames, slower } = fit;
  const target = { ...layOut(fit), fps, slower };
  const mark = wanted.watermark ? await makeMark(width, height) : null;
  const format = { width, height, fps, preset, made_by: wanted.made_by };
  await using out = await Film.create(video, format, async () => sound);
  for await (const frame of clipPictures(film, target, 0, frames)) {
    choice.see(frame, target.slot, target.bytes, fit);
    if (mark !== null) stamp(mark, target.bytes, target.slot);
    await out.add(target.slot, target.bytes);
    onProgress((0.97 * out.encoded) / frames);
  }
  await out.finish(() => onProgress((0.97 * out.encoded) / frames));
}

/** One frame's planes without gaps. */
function layOut({ width, height }: { width: number; height: number }): {
  bytes: Uint8Array;
  slot: Slot;
  width: number;
  height: number;
} {
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  return { bytes: new Uint8Array(luma * 1.5), slot, width, height };
}

async function firstPicture(film: VideoFile, fit: Fit) {
  const target = { ...layOut(fit), fps: fit.fps };
  for await (const _ of clipPictures(film, target, 0, 1)) break;
  return pixelsOf(target.bytes, target.slot, fit.width, fit.height);
}

/** Throws when too little of what was read came out. What lies behind the end of a film that is cut to length is not read. */
function judge({ packets, reading: { pictures, damaged, ended } }: VideoFile): void {
  const missing = (ended ? Math.max(0, packets - pictures) : 0) + damaged;
  if (pictures > 0 && missing <= packets * MOST_DAMAGED) return;
  throw new InputError('unreadable', `The film is damaged: ${missing} of its ${packets} pictures do not decode.`);
}

/** How it comes to itself, where nothing else was asked; null where something was. */
function asItIs(film: VideoFile, { frame, duration, watermark }: Wanted): Fit | null {
  if (frame !== null || duration !== null || watermark) return null;
  const { width, height, packets } = film;
  return { width, height, fps: rateOf(film), frames: packets, slower: 1, warnings: [] };
}

function fitOf(film: VideoFile, wanted: Wanted, keepsSound: boolean): Fit {
  const rate = rateOf(film);
  const even = (size: number) => Math.max(2, 2 * Math.floor(size / 2));
  const { width, height, fps } = wanted.frame ?? {
    width: even(film.width),
    height: even(film.height),
    fps: Math.min(60, Math.max(1, Math.round(rate))),
  };
  const warnings: string[] = [];
  if (film.width !== width || film.height !== height) warnings.push(sizeWarning(film, width, height));
  if (Math.abs(rate - fps) > 0.01) {
    warnings.push(`The film was made at ${round(rate)} frames a second, and is shown at ${fps}.`);
  }
  const duration = wanted.duration ?? film.duration;
  const frames = Math.max(1, Math.round(duration * fps));
  const short = duration - film.duration;
  if (film.duration < duration * SHORTEST) {
    throw new InputError(
      'unsupported',
      `The film is ${round(film.duration)} s long; ${round(duration)} s were asked for.`,
    );
  }
  const made = `The film was made ${round(film.duration)} s long`;
  if (-short > TRIMMED) warnings.push(`${made}, and cut to ${round(duration)} s.`);
  const slows = short > HELD && !keepsSound;
  if (slows) warnings.push(`${made}, and slowed to ${round(duration)} s.`);
  else if (short > 1 / fps + 1e-6) warnings.push(`${made}; its last picture is held until ${round(duration)} s.`);
  return { width, height, fps, frames, slower: slows ? duration / film.duration : 1, warnings };
}

/** Frames a second: what the header says where that is about what is there. */
function rateOf({ packets, duration, tracks }: VideoFile): number {
  const { num, den } = tracks.picture.avgFrameRate;
  const there = packets / Math.max(duration, 1e-3);
  return den > 0 && Math.abs(num / den - there) < there * 0.01 ? num / den : there;
}

function sizeWarning(film: VideoFile, width: number, height: number): string {
  const scale = Math.max(width / film.width, height / film.height);
  const [across, down] = [1 - width / (film.width * scale), 1 - height / (film.height * scale)];
  const made = `The film was made at ${film.width} × ${film.height} pixels, and scaled to ${width} × ${height}`;
  const cut = Math.max(across, down);
  if (cut <= CUT_OFF) return `${made}.`;
  return `${made}; ${Math.round(100 * cut)} % of its ${across > down ? 'width' : 'height'} is cut off.`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Keeps the frames that may become the thumbnail. */
class Candidates {
  readonly #choice: ThumbnailChoice;
  readonly #frames = new Map<number, Uint8Array>();

  constructor(frames: number) {
    this.#choice = new ThumbnailChoice(frames);
  }

  see(frame: number, slot: Slot, bytes: Uint8Array, { width, height }: Fit): void {
    if (this.#choice.see(frame, slot, bytes, width, height)) this.#frames.set(frame, bytes.slice());
  }

  chosen(): Uint8Array {
    return this.#frames.get(this.#choice.choose())!;
  }
}
