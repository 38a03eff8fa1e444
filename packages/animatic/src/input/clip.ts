// A film from outside as the beginning of ours: its pictures at our size and rate, and its sound.

import {
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Slot } from '../draw/stage.ts';
import { check } from '../film/libav.ts';
import type { Area } from '../plan/plan.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { Resampler } from './resampler.ts';
import type { VideoFile } from './video.ts';

/**
 * Where pictures go: the slot's planes in these bytes, of that size (pixels, even). `cut`: what of the upright picture is shown
 * (shares of its sides, of the size's shape); else as much as covers it, about the middle.
 */
export type Target = { bytes: Uint8Array; slot: Slot; width: number; height: number; cut?: Area };

/** A picture is due when its time has come but for this many seconds: clocks of files are rounded. */
export const EARLY = 1e-3;

/** Seconds of sound that may be missing and are not noticed; more is silence, or all that comes later would come too early. */
const GAP = 0.04;

/** Rows from which a film that does not say so is taken to be in BT.709, not BT.601. */
const HIGH_DEFINITION = 600;

/**
 * Writes the film's pictures number `from` to `to` − 1 at a rate (so many a second, shown slower by a factor, 1 when absent)
 * into the target's slot, one after the other, and yields the number of each: upright, scaled to cover the frame and cut, in limited-range BT.709. The slot is the caller's until
 * it asks for the next. The last picture stands for those that are missing at the end. `rough`: for measuring, not for
 * showing.
 */
export function clipPictures(
  video: VideoFile,
  { fps, slower = 1, ...target }: Target & { fps: number; slower?: number },
  from: number,
  to: number,
  rough = false,
): AsyncGenerator<number, void, void> {
  return picturesAt(video, target, (number) => number / fps / slower, from, to, rough);
}

/** The same, of pictures that are each due at a time (seconds) which rises with their number. */
export async function* picturesAt(
  video: VideoFile,
  target: Target,
  due: (number: number) => number,
  from: number,
  to: number,
  rough = false,
): AsyncGenerator<number, void, void> {
  using held = new Frame();
  using scaler = new Scaler(video, target);
  held.alloc();
  let [next, holds] = [from, false];
  for await (const { frame, time } of video.pictures(due(from), rough)) {
    for (; holds && next < to && due(next) < time - EARLY; next++) {
      scaler.write(held);
      yield next;
    }
    if (next === to) return;
    held.unref();
    check(held.ref(frame), 'keep a picture');
    holds = true;
    scaler.forget();
  }
  for (; holds && next < to; next++) {
    scaler.write(held);
    yield next;
  }
}

/** Whether a picture is of high dynamic range (PQ or HLG). To bring it to ours takes libswscale some seconds to begin with. */
export function isBright({ colorTrc }: Frame): boolean {
  return colorTrc === AVCOL_TRC_SMPTE2084 || colorTrc === AVCOL_TRC_ARIB_STD_B67;
}

/** Scales decoded pictures and writes them into the target, each only once however often it is shown. */
export class Scaler implements Disposable {
  readonly #target: Target;
  readonly #turns: number;
  readonly #mirrored: boolean;
  readonly #cover: { width: number; height: number };
  readonly #context = new SoftwareScaleContext();
  readonly #scaled = new Frame();
  #fresh = false;

  constructor(video: VideoFile, target: Target) {
    const scale = Math.max(target.width / video.width, target.height / video.height);
    const even = (size: number) => 2 * Math.ceil(size / 2 - 1e-6);
    const { width, height, cut } = target;
    this.#target = target;
    this.#turns = video.turns;
    this.#mirrored = video.mirrored;
    this.#cover = {
      width: even(cut ? width / cut.width : video.width * scale),
      height: even(cut ? height / cut.height : video.height * scale),
    };
    this.#context.allocContext();
    // Highlights are brought in rather than cut off.
    this.#context.setOption('intent', 'perceptual');
    this.#scaled.alloc();
    const lies = this.#turns % 2 === 1;
    this.#scaled.width = lies ? this.#cover.height : this.#cover.width;
    this.#scaled.height = lies ? this.#cover.width : this.#cover.height;
    this.#scaled.format = AV_PIX_FMT_YUV420P;
    this.#scaled.colorSpace = AVCOL_SPC_BT709;
    this.#scaled.colorRange = AVCOL_RANGE_MPEG;
    check(this.#scaled.getBuffer(64), 'allocate a picture');
  }

  /** The next picture to be written is another one. */
  forget(): void {
    this.#fresh = false;
  }

  write(picture: Frame): void {
    if (!this.#fresh) this.#scale(picture);
    this.#fresh = true;
    const { slot, width, height } = this.#target;
    this.#copy(0, slot.y, slot.lumaStride, width, height);
    this.#copy(1, slot.u, slot.chromaStride, width / 2, height / 2);
    this.#copy(2, slot.v, slot.chromaStride, width / 2, height / 2);
  }

  #scale(picture: Frame): void {
    if (picture.colorSpace === AVCOL_SPC_UNSPECIFIED || picture.colorSpace === AVCOL_SPC_RGB) {
      picture.colorSpace = picture.height >= HIGH_DEFINITION ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    }
    if (picture.colorRange === AVCOL_RANGE_UNSPECIFIED) picture.colorRange = AVCOL_RANGE_MPEG;
    // Else only the matrix is converted: primaries and curve stay, as players that do not manage colour show them.
    const bright = isBright(picture);
    this.#scaled.colorPrimaries = bright ? AVCOL_PRI_BT709 : picture.colorPrimaries;
    this.#scaled.colorTrc = bright ? AVCOL_TRC_BT709 : picture.colorTrc;
    check(this.#context.scaleFrameSync(this.#scaled, picture), 'scale a picture');
  }

  /** Copies the middle of a plane, turned upright. */
  #copy(plane: number, to: number, toStride: number, width: number, height: number): void {
    const { bytes, cut } = this.#target;
    const data = this.#scaled.data![plane]!;
    const stride = this.#scaled.linesize[plane]!;
    const half = plane === 0 ? 1 : 2;
    const [w, h] = [this.#scaled.width / half, this.#scaled.height / half];
    const start = (whole: number, shown: number, at: number | undefined) =>
      at === undefined
        ? Math.floor((whole / half - shown) / 2)
        : Math.min(whole / half - shown, (Math.round((at * whole) / 2) * 2) / half);
    const left = start(this.#cover.width, width, cut?.x);
    const top = start(this.#cover.height, height, cut?.y);
    // Where the upright picture's first sample lies, and the way to the one right of it and the one below, across and down.
    const [x0, y0, rightX, rightY, downX, downY] = [
      [0, 0, 1, 0, 0, 1],
      [0, h - 1, 0, -1, 1, 0],
      [w - 1, h - 1, -1, 0, 0, -1],
      [w - 1, 0, 0, 1, -1, 0],
    ][this.#turns]! as [number, number, number, number, number, number];
    const across = this.#mirrored ? -1 : 1;
    const origin = y0 * stride + (this.#mirrored ? w - 1 - x0 : x0);
    const [right, down] = [rightY * stride + across * rightX, downY * stride + across * downX];
    for (let y = 0; y < height; y++) {
      const row = origin + left * right + (top + y) * down;
      const out = to + y * toStride;
      if (right === 1) bytes.set(data.subarray(row, row + width), out);
      else for (let x = 0, at = row; x < width; x++, at += right) bytes[out + x] = data[at]!;
    }
  }

  [Symbol.dispose](): void {
    this.#context.freeContext();
    this.#scaled.free();
  }
}

/**
 * The first `seconds` of a film's sound, in time with its pictures: what begins later than they do begins with silence.
 * Shorter when the sound ends before, null when there is none.
 */
export async function clipSound(video: VideoFile, seconds: number): Promise<Stereo | null> {
  if (!video.has_audio) return null;
  const wanted = Math.round(seconds * SAMPLE_RATE);
  let late: number | null = null;
  // Until when there is sound, on the clip's clock.
  let end = 0;
  using resampler = new Resampler(wanted);
  for await (const { frame, time } of video.sounds()) {
    late ??= Math.round(time * SAMPLE_RATE);
    if (resampler.begun && time - end > GAP) {
      resampler.skip(Math.round((time - end) * SAMPLE_RATE));
      end = time;
    }
    end = (resampler.begun ? end : time) + frame.nbSamples / frame.sampleRate;
    resampler.push(frame);
    if (resampler.full) break;
  }
  if (late === null) return null;
  const { left, right } = resampler.finish();
  return { left: shifted(left, late, wanted), right: shifted(right, late, wanted) };
}

function shifted(channel: Float32Array<ArrayBuffer>, late: number, longest: number): Float32Array<ArrayBuffer> {
  if (late <= 0) return channel.slice(-late);
  const out = new Float32Array(Math.min(longest, channel.length + late));
  out.set(channel.subarray(0, Math.max(0, out.length - late)), late);
  return out;
}
