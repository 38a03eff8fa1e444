// The film on disk: frames and sound in, H.264 and AAC in an MP4 out, by libav in this process.
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  Codec,
  CodecContext,
  Dictionary,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type Stream,
} from 'node-av';
import type { Slot } from '../draw/stage.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { check } from './libav.ts';

/** Samples that the AAC encoder takes at once. */
const AAC_FRAME = 1024;

/** The x264 rate factor; 20 is near what the eye can tell from the source. */
const CRF = 20;

/**
 * x264's own threads. Its pictures depend on their number, so it is the same on every machine, or the same request would
 * give other frames elsewhere.
 */
const ENCODER_THREADS = 3;

const MADE_BY =
  'Made by Reelqueue animatic: camera moves, light and sound over a still picture, by rule. No generative model was used.';

export type FilmFormat = { width: number; height: number; fps: number; frames: number; preset: string };

type Track = { codec: CodecContext; stream: Stream };

/**
 * An MP4 being written: `moov` first, H.264 High yuv420p in limited-range BT.709, AAC LC stereo. Frames and sound go in
 * together, so that they lie interleaved in the file.
 */
export class Film implements AsyncDisposable {
  readonly #format: FilmFormat;
  readonly #sound: Stereo;
  readonly #file = new FormatContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  readonly #samples = new Frame();
  #video!: Track;
  #audio!: Track;
  #frames = 0;
  #heard = 0;

  private constructor(format: FilmFormat, sound: Stereo) {
    this.#format = format;
    this.#sound = sound;
  }

  /** Opens the file for writing. Throws when the preset is none of x264's or the path can not be written. */
  static async create(path: string, format: FilmFormat, sound: Stereo): Promise<Film> {
    const film = new Film(format, sound);
    check(film.#file.allocOutputContext2(null, 'mp4', path), 'set up the MP4');
    film.#file.metadata = Dictionary.fromObject({ comment: MADE_BY });
    film.#video = await film.#openVideo();
    film.#audio = await film.#openAudio();
    check(await film.#file.openOutput(), `open ${path}`);
    // A movie time scale that both a frame and a sample divide, so that no duration is rounded.
    const movflags = { movflags: '+faststart', movie_timescale: leastCommonMultiple(SAMPLE_RATE, format.fps) };
    check(await film.#file.writeHeader(Dictionary.fromObject(movflags)), 'write the header');
    film.#allocate();
    return film;
  }

  /** Adds the next frame, and the sound up to its end. */
  async add(slot: Slot, memory: Uint8Array): Promise<void> {
    const { width, height, fps } = this.#format;
    check(this.#frame.makeWritable(), 'reuse the frame');
    const { data, linesize } = this.#frame;
    copyPlane(memory, slot.y, slot.lumaStride, data![0]!, linesize[0]!, width, height);
    copyPlane(memory, slot.u, slot.chromaStride, data![1]!, linesize[1]!, width / 2, height / 2);
    copyPlane(memory, slot.v, slot.chromaStride, data![2]!, linesize[2]!, width / 2, height / 2);
    this.#frame.pts = BigInt(this.#frames++);
    check(await this.#video.codec.sendFrame(this.#frame), 'encode a frame');
    await this.#drain(this.#video);
    await this.#hear(Math.round((this.#frames / fps) * SAMPLE_RATE));
  }

  /** Ends both streams and moves `moov` to the front. The file is complete when this resolves. */
  async finish(): Promise<void> {
    check(await this.#video.codec.sendFrame(null), 'end the video');
    await this.#drain(this.#video);
    await this.#hear(this.#sound.left.length);
    check(await this.#audio.codec.sendFrame(null), 'end the sound');
    await this.#drain(this.#audio);
    check(await this.#file.writeTrailer(), 'write the trailer');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.closeOutput();
    this.#file.freeContext();
    this.#frame.free();
    this.#samples.free();
    this.#packet.free();
    this.#video.codec.freeContext();
    this.#audio.codec.freeContext();
  }

  async #openVideo(): Promise<Track> {
    const { width, height, fps, preset } = this.#format;
    const encoder = Codec.findEncoderByName(FF_ENCODER_LIBX264)!;
    const codec = new CodecContext();
    codec.allocContext3(encoder);
    codec.width = width;
    codec.height = height;
    codec.pixelFormat = AV_PIX_FMT_YUV420P;
    codec.timeBase = new Rational(1, fps);
    codec.framerate = new Rational(fps, 1);
    codec.sampleAspectRatio = new Rational(1, 1);
    codec.colorRange = AVCOL_RANGE_MPEG;
    codec.colorSpace = AVCOL_SPC_BT709;
    codec.colorPrimaries = AVCOL_PRI_BT709;
    codec.colorTrc = AVCOL_TRC_BT709;
    codec.chromaLocation = AVCHROMA_LOC_LEFT;
    codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    const options = { preset, crf: CRF, profile: 'high', threads: ENCODER_THREADS };
    check(await codec.open2(encoder, Dictionary.fromObject(options)), `open x264 with preset ${preset}`);
    return { codec, stream: this.#newStream(encoder, codec) };
  }

  async #openAudio(): Promise<Track> {
    const encoder = Codec.findEncoderByName(FF_ENCODER_AAC)!;
    const codec = new CodecContext();
    codec.allocContext3(encoder);
    codec.sampleRate = SAMPLE_RATE;
    codec.sampleFormat = AV_SAMPLE_FMT_FLTP;
    codec.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    codec.timeBase = new Rational(1, SAMPLE_RATE);
    codec.bitRate = 160000n;
    codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    check(await codec.open2(encoder, null), 'open the AAC encoder');
    return { codec, stream: this.#newStream(encoder, codec) };
  }

  #newStream(encoder: Codec, codec: CodecContext): Stream {
    const stream = this.#file.newStream(encoder);
    stream.timeBase = codec.timeBase;
    check(stream.codecpar.fromContext(codec), 'describe a stream');
    return stream;
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

  /** Encodes sound up to that sample, in whole AAC frames until the end of the film. */
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
      check(await this.#audio.codec.sendFrame(this.#samples), 'encode sound');
      await this.#drain(this.#audio);
      this.#heard += count;
    }
  }

  /** Moves the packets that are ready from an encoder to the file. */
  async #drain({ codec, stream }: Track): Promise<void> {
    for (;;) {
      const got = await codec.receivePacket(this.#packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      check(got, 'take a packet');
      this.#packet.streamIndex = stream.index;
      // x264 leaves a frame's duration out, and without it the film would end with its last frame's beginning.
      if (codec === this.#video.codec) this.#packet.duration = 1n;
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
