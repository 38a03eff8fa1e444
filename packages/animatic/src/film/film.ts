// The film on disk: frames and sound in, H.264 and AAC in an MP4 out, by libav in this process.

import { AV_PIX_FMT_YUV420P, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, Dictionary, FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import type { Slot } from '../draw/stage.ts';
import { SAMPLE_RATE } from '../sound/stereo.ts';
import { sumOfEncoded } from './checksum.ts';
import { type Beside, openPictureEncoder } from './encoders.ts';
import { check, ofBytes } from './libav.ts';
import { type Sounding, SoundTrack } from './sound-track.ts';

const MADE_BY =
  'Made by Reelqueue animatic: camera moves, light and motion computed over pictures and clips. No generative model was used.';

/**
 * Size in pixels (even), frames a second (whole), an x264 preset; `beside`: what else needs memory, nothing when absent;
 * `crf`: x264's rate factor, when that is not the renderer's own; `made_by`: the sentence in the file that says how it came about, when that is not the renderer's own.
 */
export type FilmFormat = {
  width: number;
  height: number;
  fps: number;
  preset: string;
  beside?: Beside;
  crf?: number;
  made_by?: string;
};

type Track = { codec: CodecContext; stream: Stream };
type Planes = { y: Uint8Array; u: Uint8Array; v: Uint8Array };

/**
 * An MP4 being written: `moov` first, H.264 High yuv420p in limited-range BT.709, AAC LC stereo. Frames and sound go in
 * side by side, so that they lie interleaved in the file. Disposing it frees what libav holds, finished or not.
 */
export class Film implements AsyncDisposable {
  readonly #format: FilmFormat;
  readonly #sounding: Sounding | null;
  readonly #file = new FormatContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  #planes: Planes | null = null;
  #pictures!: Track;
  #sounds: SoundTrack | null = null;
  #added = 0;
  #encoded = 0;
  #sum = 0;

  private constructor(format: FilmFormat, sounding: Sounding | null) {
    this.#format = format;
    this.#sounding = sounding;
  }

  /**
   * Opens the file for writing; without a sound, which is made when the first frame has been added, it has no track for one. Throws
   * when the preset is none of x264's or the path can not be written.
   */
  static async create(path: string, format: FilmFormat, sounding: Sounding | null): Promise<Film> {
    const film = new Film(format, sounding);
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

  /** The checksum of the pictures that have come out of the encoder; checksum.ts says of what. */
  get sum(): number {
    return this.#sum;
  }

  /**
   * Adds the next frame, whose planes lie in `memory`, and the sound up to its end. The slot is free again when this returns,
   * before it resolves; only then may the next frame be added.
   */
  async add(slot: Slot, memory: Uint8Array): Promise<void> {
    const { width, height, fps } = this.#format;
    const { y, u, v } = this.#writablePlanes();
    const { linesize } = this.#frame;
    // A typed array's `set` takes four times as long from shared memory.
    const from = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
    copyPlane(from, slot.y, slot.lumaStride, y, linesize[0]!, width, height);
    copyPlane(from, slot.u, slot.chromaStride, u, linesize[1]!, width / 2, height / 2);
    copyPlane(from, slot.v, slot.chromaStride, v, linesize[2]!, width / 2, height / 2);
    this.#frame.pts = BigInt(this.#added++);
    check(await this.#pictures.codec.sendFrame(this.#frame), 'encode a frame');
    while (this.#write(this.#pictures.codec.receivePacketSync(this.#packet)));
    await this.#sounds?.hear(this.#added / fps);
  }

  /**
   * Encodes what is left and moves `moov` to the front: the file is complete when this resolves. Calls back as frames come
   * out; what the callback throws ends it.
   */
  async finish(onEncoded: () => void): Promise<void> {
    check(await this.#pictures.codec.sendFrame(null), 'end the pictures');
    // Here taking a packet is what encodes the next frame, so that it is left to another thread.
    while (this.#write(await this.#pictures.codec.receivePacket(this.#packet))) onEncoded();
    await this.#sounds?.finish();
    check(await this.#file.writeTrailer(), 'write the trailer');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.closeOutput();
    this.#file.freeContext();
    this.#frame.free();
    this.#packet.free();
    // They are still missing when opening the film failed.
    this.#pictures?.codec.freeContext();
    this.#sounds?.[Symbol.dispose]();
  }

  async #open(path: string): Promise<void> {
    const { width, height, fps, preset, beside = 'nothing', crf, made_by = MADE_BY } = this.#format;
    check(this.#file.allocOutputContext2(null, 'mp4', path), 'set up the MP4');
    this.#file.metadata = Dictionary.fromObject({ comment: made_by });
    this.#pictures = this.#newTrack(await openPictureEncoder(width, height, fps, preset, beside, crf));
    if (this.#sounding) this.#sounds = await SoundTrack.add(this.#file, this.#sounding);
    check(await this.#file.openOutput(), `open ${path}`);
    check(await this.#file.writeHeader(headerOptions(fps)), 'write the header');
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
  }

  /** The frame's planes. They are asked for once and not for each frame: each time counts as new memory to be collected. */
  #writablePlanes(): Planes {
    if (this.#planes === null || !this.#frame.isWritable) {
      check(this.#frame.makeWritable(), 'reuse the frame');
      const [y, u, v] = this.#frame.data!;
      this.#planes = { y: y!, u: u!, v: v! };
    }
    return this.#planes;
  }

  /** Moves a packet to the file if the encoder's answer says that there is one; whether there was. */
  #write(got: number): boolean {
    if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return false;
    check(got, 'take a packet');
    const { codec, stream } = this.#pictures;
    // x264 leaves a frame's duration out, and without it the film would end where its last frame begins.
    this.#packet.duration = 1n;
    this.#encoded++;
    this.#sum = ofBytes(this.#packet, (bytes) => sumOfEncoded(bytes, this.#sum));
    this.#packet.streamIndex = stream.index;
    this.#packet.rescaleTs(codec.timeBase, stream.timeBase);
    check(this.#file.interleavedWriteFrameSync(this.#packet), 'write a packet');
    this.#packet.unref();
    return true;
  }
}

/** `moov` first, and a movie time scale that both a frame and a sample divide, so that no duration is rounded. */
export function headerOptions(fps: number): Dictionary {
  const movie_timescale = leastCommonMultiple(SAMPLE_RATE, fps);
  return Dictionary.fromObject({ movflags: '+faststart', movie_timescale });
}

function copyPlane(
  from: Buffer,
  start: number,
  fromStride: number,
  to: Uint8Array,
  toStride: number,
  width: number,
  height: number,
): void {
  if (fromStride === toStride) {
    from.copy(to, 0, start, start + fromStride * (height - 1) + width);
    return;
  }
  for (let y = 0; y < height; y++) {
    from.copy(to, y * toStride, start + y * fromStride, start + y * fromStride + width);
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
