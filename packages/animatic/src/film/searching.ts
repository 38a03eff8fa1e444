// A clip searched for where it is best, and looked at there.
import type { Pixels } from '../draw/plate.ts';
import { clipPictures, clipSound } from '../input/clip.ts';
import type { VideoFile } from '../input/video.ts';
import {
  bestRun,
  bestScene,
  GOODNESS_RATE,
  goodnessOf,
  lookAtStill,
  type Sample,
  sharpnessOf,
} from '../look/clip-look.ts';
import { matteOf, type Step } from '../look/matte.ts';
import { shrunk } from '../look/motion.ts';
import { roundOf } from '../look/round.ts';
import { FINEST } from '../look/small.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { pixelsOf } from './pixels.ts';
import type { Reference } from './references.ts';

/** Pixels of a still of a clip as it is looked at, in its longer side. */
const STILL = 960;

/** Root mean square, full scale 1, below which nothing is heard, and from which a voice is at full. */
const SILENT = 1e-3;
const LOUD = 0.1;

/** A subject that is narrower than this share of all places that it comes to wanders. */
const WANDERING = 0.6;

/** What is found in a clip for a film of that rate. */
export async function searched(video: VideoFile, fps: number, signal: AbortSignal): Promise<Reference> {
  const seconds = video.duration;
  const samples = await samplesOf(video, Math.max(1, Math.floor(seconds * GOODNESS_RATE)), signal);
  video.judgeReading(seconds);
  const levels = await levelsOf(video, samples.length);
  const goodness = goodnessOf(
    samples,
    levels.map((value) => Math.min(1, value / LOUD)),
  );
  const scene = bestScene(goodness);
  const seen = goodness.slice(scene.from, scene.to);
  const shown = samples.slice(scene.from, scene.to);
  const matte = matteOf(shown.map(({ picture }) => picture));
  const wanders = matte !== null && matte.breadth < WANDERING * matte.box.width;
  const steps = unbroken(matte?.steps ?? []);
  const round = roundOf(shown, matte?.box ?? null, wanders ? steps : null);
  const best = (scene.from + bestRun(seen, GOODNESS_RATE) + GOODNESS_RATE / 2) / GOODNESS_RATE;
  const still = await stillOf(video, Math.min(best, (scene.to - 0.5) / GOODNESS_RATE));
  const from = Math.ceil((scene.from * fps) / GOODNESS_RATE);
  // A cut lies somewhere between two samples, the end of the clip after the last.
  const end =
    scene.to === goodness.length ? Math.round(seconds * fps) : Math.floor(((scene.to - 1) * fps) / GOODNESS_RATE) + 1;
  /** The picture of that sample of the scene. */
  const pictureOf = (sample: number) =>
    Math.min(end - from - 1, Math.max(0, Math.round(((scene.from + sample) * fps) / GOODNESS_RATE) - from));
  return {
    video,
    still,
    matte,
    clip: {
      from,
      frames: Math.max(1, end - from),
      aspect: video.width / video.height,
      goodness: seen,
      heard: levels.some((value) => value > SILENT),
      round: round && { from: pictureOf(round.from), to: pictureOf(round.to) },
      wanders,
      look: lookAtStill(still, matte?.box ?? null),
      cut_out: matte && {
        ...{ area: matte.box, breadth: matte.breadth, home: false },
        steps: steps.map(({ sample, left, right }) => ({ picture: pictureOf(sample), left, right })),
      },
    },
  };
}

/** The longest part of a subject's way on which it is always seen. */
function unbroken(steps: Step[]): Step[] {
  let [best, part]: Step[][] = [[], []];
  const apart = Math.min(...steps.slice(1).map(({ sample }, i) => sample - steps[i]!.sample));
  for (const step of steps) {
    const last = part!.at(-1);
    part = last === undefined || step.sample - last.sample <= 2 * apart ? [...part!, step] : [step];
    if (part.length > best!.length) best = part;
  }
  return best!;
}

/** What is measured of the clip's pictures, `GOODNESS_RATE` a second. */
export async function samplesOf(video: VideoFile, count: number, signal: AbortSignal): Promise<Sample[]> {
  const target = targetOf(video, FINEST, GOODNESS_RATE);
  const { bytes, width, height } = target;
  const samples: Sample[] = [];
  for await (const _ of clipPictures(video, target, 0, count, true)) {
    signal.throwIfAborted();
    const luma = shrunk(bytes, 0, width, width, height);
    const light = luma.samples.reduce((sum, value) => sum + value, 0) / luma.samples.length;
    samples.push({
      luma,
      light,
      sharp: sharpnessOf(bytes, width, height),
      picture: { width, height, bytes: bytes.slice() },
    });
  }
  return samples;
}

/** The loudness of a clip's sound beside each of that many samples. */
async function levelsOf(video: VideoFile, count: number): Promise<number[]> {
  const sound = await clipSound(video, count / GOODNESS_RATE);
  return Array.from({ length: count }, (_, i) =>
    sound === null ? 0 : level(sound, i / GOODNESS_RATE, (i + 1) / GOODNESS_RATE),
  );
}

/** The picture of a clip at a time (seconds), upright, at most 960 pixels long. */
export async function stillOf(video: VideoFile, time: number): Promise<Pixels> {
  const target = targetOf(video, STILL, 100);
  const wanted = Math.floor(time * target.fps);
  for await (const _ of clipPictures(video, target, wanted, wanted + 1)) break;
  return pixelsOf(target.bytes, target.slot, target.width, target.height);
}

/** A target for whole pictures whose longer side is at most that. */
function targetOf(video: VideoFile, longest: number, fps: number) {
  const scale = Math.min(1, longest / Math.max(video.width, video.height));
  const even = (size: number) => Math.max(2, Math.round((size * scale) / 2) * 2);
  const [width, height] = [even(video.width), even(video.height)];
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  const cut = { x: 0, y: 0, width: 1, height: 1 };
  return { bytes: new Uint8Array(luma * 1.5), slot, width, height, fps, cut };
}

function level({ left, right }: Stereo, from: number, to: number): number {
  const [start, end] = [Math.round(from * SAMPLE_RATE), Math.min(left.length, Math.round(to * SAMPLE_RATE))];
  let squares = 0;
  for (let i = start; i < end; i++) squares += left[i]! ** 2 + right[i]! ** 2;
  return end > start ? Math.sqrt(squares / (2 * (end - start))) : 0;
}
