// The film on disk: frames and sound in, H.264 and AAC in an MP4 out, by libav in this process.

import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import { type CodecContext, Dictionary, FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import type { Slot } from '../draw/stage.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { openPictureEncoder, openSoundEncoder } from './encoders.ts';
import { check } from './libav.ts';

/** Samples that the AAC encoder takes at once. */
const AAC_FRAME = 1024;

const MADE_BY =
  'Made by Reelqueue animatic: camera moves, light and motion computed over pictures and clips. No generative model was used.';

/** Size in pixels (even), frames a second (whole), an x264 preset; `lean`: with less memory, for a little more bytes. */
export type FilmFormat = { width: number; height: number; fps: number; preset: string; lean?: boolean };

type Track = { codec: CodecContext; stream: Stream };

/**
 * An MP4 being written: `moov` first, H.264 High yuv420p in limited-range BT.709, AAC LC stereo. Frames and sound go in
 * side by side, so that they lie interleaved in the file. Disposing it frees what libav holds, finished or not.
 */
export class Film implements AsyncDisposable {
  readonly #format: FilmFormat;
  readonly #sound: Stereo;
  readonly #file = new FormatContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  readonly #samples = new Frame();
  #pictures!: Track;
  #sounds!: Track;
  #added = 0;
  #heard = 0;
  #encoded = 0;

  private constructor(format: FilmFormat, sound: Stereo) {
    this.#format = format;
    this.#sound = sound;
  }

  /** Opens the file for writing. Throws when the preset is none of x264's or the path can not be written. */
  static async create(path: string, format: FilmFormat, sound: Stereo): Promise<Film> {
    const film = new Film(format, sound);
    try {
      await film.#open(path);
      return film;
    } catch (error) {
      await film[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Frames that have come out of the encoder so far; it looks some forty frames ahead. */
  get encoded(): number {
    return this.#encoded;
  }

  /** Adds the next frame, whose planes lie in `memory`, and the sound up to its end. */
  async add(slot: Slot, memory: Uint8Array): Promise<void> {
    const { width, height, fps } = this.#format;
    check(this.#frame.makeWritable(), 'reuse the frame');
    const { data, linesize } = this.#frame;
    copyPlane(memory, slot.y, slot.lumaStride, data![0]!, linesize[0]!, width, height);
    copyPlane(memory, slot.u, slot.chromaStride, data![1]!, linesize[1]!, width / 2, height / 2);
    copyPlane(memory, slot.v, slot.chromaStride, data![2]!, linesize[2]!, width / 2, height / 2);
    this.#frame.pts = BigInt(this.#added++);
    check(await this.#pictures.codec.sendFrame(this.#frame), 'encode a frame');
    await this.#drain(this.#pictures);
    await this.#hear(Math.round((this.#added / fps) * SAMPLE_RATE));
  }

  /**
   * Encodes what is left and moves `moov` to the front: the file is complete when this resolves. Calls back as frames come
   * out; what the callback throws ends it.
   */
  async finish(onEncoded: () => void): Promise<void> {
    check(await this.#pictures.codec.sendFrame(null), 'end the pictures');
    await this.#drain(this.#pictures, onEncoded);
    await this.#hear(this.#sound.left.length);
    check(await this.#sounds.codec.sendFrame(null), 'end the sound');
    await this.#drain(this.#sounds);
    check(await this.#file.writeTrailer(), 'write the trailer');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.closeOutput();
    this.#file.freeContext();
    this.#frame.free();
    this.#samples.free();
    this.#packet.free();
    // Either is still missing when opening the film failed.
    this.#pictures?.codec.freeContext();
    this.#sounds?.codec.freeContext();
  }

  async #open(path: string): Promise<void> {
    const { width, height, fps, preset, lean = false } = this.#format;
    check(this.#file.allocOutputContext2(null, 'mp4', path), 'set up the MP4');
    this.#file.metadata = Dictionary.fromObject({ comment: MADE_BY });
    this.#pictures = this.#newTrack(await openPictureEncoder(width, height, fps, preset, lean));
    this.#sounds = this.#newTrack(await openSoundEncoder());
    check(await this.#file.openOutput(), `open ${path}`);
    // A movie time scale that both a frame and a sample divide, so that no duration is rounded.
    const options = { movflags: '+faststart', movie_timescale: leastCommonMultiple(SAMPLE_RATE, fps) };
    check(await this.#file.writeHeader(Dictionary.fromObject(options)), 'write the header');
    this.#allocate();
  }

  #newTrack(codec: CodecContext): Track {
    const stream = this.#file.newStream();
    stream.timeBase = codec.timeBase;
    check(stream.codecpar.fromContext(codec), 'describe a stream');
    return { codec, stream };
  }

  #allocate(): void {
    this.#packet.alloc();
    this.#frame.alloc();
    this.#frame.width = this.#format.width;
    this.#frame.height = this.#format.height;
    this.#frame.format = AV_PIX_FMT_YUV420P;
    check(this.#frame.getBuffer(64), 'allocate a frame');
    this.#samples.alloc();
    this.#samples.format = AV_SAMPLE_FMT_FLTP;
    this.#samples.sampleRate = SAMPLE_RATE;
    this.#samples.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    this.#samples.nbSamples = AAC_FRAME;
    check(this.#samples.getBuffer(0), 'allocate samples');
  }

  /** Encodes sound up to that sample: whole AAC frames, and the rest at the sound's end. */
  async #hear(until: number): Promise<void> {
    const { left, right } = this.#sound;
    while (this.#heard < left.length && (this.#heard + AAC_FRAME <= until || until >= left.length)) {
      const count = Math.min(AAC_FRAME, left.length - this.#heard);
      check(this.#samples.makeWritable(), 'reuse the samples');
      this.#samples.nbSamples = count;
      const planes = this.#samples.data!;
      for (const [channel, sound] of [left, right].entries()) {
        planes[channel]!.set(new Uint8Array(sound.buffer, sound.byteOffset + this.#heard * 4, count * 4));
      }
      this.#samples.pts = BigInt(this.#heard);
      check(await this.#sounds.codec.sendFrame(this.#samples), 'encode sound');
      await this.#drain(this.#sounds);
      this.#heard += count;
    }
  }

  /** Moves the packets that are ready from an encoder to the file. */
  async #drain({ codec, stream }: Track, onEncoded?: () => void): Promise<void> {
    for (;;) {
      const got = await codec.receivePacket(this.#packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      check(got, 'take a packet');
      if (stream === this.#pictures.stream) {
        // x264 leaves a frame's duration out, and without it the film would end where its last frame begins.
        this.#packet.duration = 1n;
        this.#encoded++;
        onEncoded?.();
      }
      this.#packet.streamIndex = stream.index;
      this.#packet.rescaleTs(codec.timeBase, stream.timeBase);
      check(await this.#file.interleavedWriteFrame(this.#packet), 'write a packet');
      this.#packet.unref();
    }
  }
}

function copyPlane(
  from: Uint8Array,
  start: number,
  fromStride: number,
  to: Uint8Array,
  toStride: number,
  width: number,
  height: number,
): void {
  if (fromStride === toStride) {
    to.set(from.subarray(start, start + fromStride * (height - 1) + width));
    return;
  }
  for (let y = 0; y < height; y++) {
    to.set(from.subarray(start + y * fromStride, start + y * fromStride + width), y * toStride);
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
