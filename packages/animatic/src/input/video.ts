// Films from outside: what they are, by their header and by decoding them, and their decoded frames in order.
import { setImmediate } from 'node:timers/promises';
import { Codec, CodecContext, Dictionary, FormatContext, Frame, InputFormat, Packet, type Stream } from 'node-av';
import {
  AV_PKT_DATA_DISPLAYMATRIX,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import '../film/libav.ts'; // for its quiet log
import { InputError } from './input-error.ts';
import { sniff } from './sniff.ts';

/** Quarter turns clockwise that bring a picture upright. */
export type Turns = 0 | 1 | 2 | 3;

/** Width and height in pixels as seen upright, duration in seconds of what is seen. */
export type VideoMeasures = {
  format: 'mp4' | 'mov';
  width: number;
  height: number;
  duration: number;
  has_audio: boolean;
};

/** Only the codecs that phones, cameras and editors put into such files: a header can name any of five hundred. */
const PICTURE_CODECS = /^(h264|hevc|mpeg4|mjpeg|prores|vp9|libdav1d|libaom-av1|av1)$/;
const SOUND_CODECS = /^(aac|mp3|mp3float|alac|ac3|eac3|opus|libopus|pcm_\w+)$/;

/** Pixels of a frame: DCI 4K and a little. A decoder holds twenty of them. */
const MOST_PIXELS = 4096 * 2304;

/** Pictures decoded to know that it can be done. */
const TRIED = 8;

/** Packets between two breaths of the event loop. */
const BREATH = 64;

/** Seconds before the wanted picture at which reading begins at the latest: pictures are not stored in the order shown. */
const EARLY = 0.5;

/** Decoding without the pictures that no other depends on, and without smoothing their blocks. */
const ROUGH = { skip_frame: 'noref', skip_loop_filter: 'all' };

/** Share of the packets an index promises that must be there; a file that was cut short has fewer. */
const LEAST_PRESENT = 0.98;

/**
 * What a film is. All of it is read, its beginning decoded: a header promises what a file that was cut short no longer
 * holds. Throws `InputError`.
 */
export async function measureVideo(path: string): Promise<VideoMeasures> {
  await using video = await VideoFile.open(path);
  const { format, width, height, duration, has_audio } = video;
  let tried = 0;
  for await (const _ of video.pictures()) if (++tried === TRIED) break;
  if (tried === 0) throw new InputError('unreadable', 'The film is damaged: none of its pictures can be decoded.');
  return { format, width, height, duration, has_audio };
}

/** An opened MP4 or QuickTime file, to be read from its start as often as needed; dispose of it. */
export class VideoFile implements AsyncDisposable {
  readonly format: 'mp4' | 'mov';
  readonly #path: string;
  readonly #file: FormatContext;
  readonly #picture: Stream;
  readonly #sound: Stream | null;
  /** Seconds on the file's clock at which the first picture is shown, and how long all are shown. */
  #start = 0;
  duration = 0;

  private constructor(path: string, format: 'mp4' | 'mov', file: FormatContext) {
    this.#path = path;
    this.format = format;
    this.#file = file;
    const { streams } = file;
    const picture = streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    if (!picture) throw new InputError('unsupported', 'The file holds no moving picture.');
    this.#picture = picture;
    this.#sound =
      streams.find(
        ({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO && SOUND_CODECS.test(nameOf(codecpar.codecId)),
      ) ?? null;
  }

  /** Opens a file and reads all of its packets once. Throws `InputError` when it is none of these, damaged or cut short. */
  static async open(path: string): Promise<VideoFile> {
    const format = await formatOf(path);
    const file = await openFile(path);
    try {
      const video = new VideoFile(path, format, file);
      video.#judge();
      await video.#count();
      return video;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  get has_audio(): boolean {
    return this.#sound !== null;
  }

  /** How far the pictures have to be turned before they are shown. */
  get turns(): Turns {
    const matrix = this.#picture.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
    if (!matrix || matrix.length < 20) return 0;
    // 16.16 fixed point a, b, u, c, d …: a point (x, y) is shown at (a x + c y, b x + d y).
    const angle = Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0));
    return (((Math.round((angle * 2) / Math.PI) % 4) + 4) % 4) as Turns;
  }

  /** Pixels as seen upright. */
  get width(): number {
    const { width, height } = this.#picture.codecpar;
    return this.turns % 2 === 0 ? width : height;
  }

  get height(): number {
    const { width, height } = this.#picture.codecpar;
    return this.turns % 2 === 0 ? height : width;
  }

  /**
   * Its pictures as decoded, not turned, and when each is first shown (seconds); always in the same `Frame`. They begin with
   * the last key picture well before `from`; `rough` leaves some out and shows the others a little untidily, for half the
   * work.
   */
  pictures(from = 0, rough = false): AsyncGenerator<{ frame: Frame; time: number }> {
    return this.#decoded(this.#picture, from, rough);
  }

  /** Its sound as decoded, on the same clock; nothing when it has none. */
  async *sounds(): AsyncGenerator<{ frame: Frame; time: number }> {
    if (this.#sound) yield* this.#decoded(this.#sound, 0, false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }

  #judge(): void {
    const { codecId, width, height } = this.#picture.codecpar;
    const codec = nameOf(codecId);
    if (!PICTURE_CODECS.test(codec)) {
      throw new InputError('unsupported', `The film is encoded as ${codec || 'nothing known'}; use H.264 or HEVC.`);
    }
    if (width < 16 || height < 16 || width * height > MOST_PIXELS) {
      const limits = `at least 16×16 and at most ${MOST_PIXELS} pixels are read`;
      throw new InputError('unsupported', `The film has ${width}×${height} pixels; ${limits}.`);
    }
  }

  /** Reads every packet: when the first picture is shown and when the last one ends. */
  async #count(): Promise<void> {
    await using file = await openFile(this.#path);
    const { index, timeBase, nbFrames, avgFrameRate } = this.#picture;
    const unit = timeBase.num / timeBase.den;
    using packet = new Packet();
    packet.alloc();
    let packets = 0;
    let [first, end] = [Number.POSITIVE_INFINITY, 0];
    const usual = avgFrameRate.num > 0 ? avgFrameRate.den / avgFrameRate.num : 0;
    while (file.readFrameSync(packet) >= 0) {
      if (packet.streamIndex === index) {
        const time = Number(packet.pts) * unit;
        first = Math.min(first, time);
        end = Math.max(end, time + (Number(packet.duration) * unit || usual));
        packets++;
      }
      packet.unref();
      if (packets % BREATH === 0) await setImmediate();
    }
    if (packets < Number(nbFrames) * LEAST_PRESENT || packets === 0) {
      throw new InputError('unreadable', `The film is cut short: ${packets} of its ${nbFrames} pictures are there.`);
    }
    this.#start = first;
    this.duration = end - first;
  }

  async *#decoded(stream: Stream, from: number, rough: boolean): AsyncGenerator<{ frame: Frame; time: number }> {
    await using file = await openFile(this.#path);
    using decoder = await openDecoder(stream, rough ? ROUGH : {});
    using packet = new Packet();
    using frame = new Frame();
    packet.alloc();
    frame.alloc();
    const unit = stream.timeBase.num / stream.timeBase.den;
    const early = Math.floor((from - EARLY + this.#start) / unit);
    // Where there is nothing to go to, it is read from its beginning.
    if (from > EARLY) await file.seekFrame(stream.index, BigInt(early), AVSEEK_FLAG_BACKWARD);
    // Synchronous calls: an asynchronous one costs a hop to another thread.
    for (let more = true, packets = 0; more; packets++) {
      more = file.readFrameSync(packet) >= 0;
      // A packet that does not decode is passed over, as players do.
      if (!more || packet.streamIndex === stream.index) decoder.sendPacketSync(more ? packet : null);
      packet.unref();
      while (decoder.receiveFrameSync(frame) >= 0) {
        yield { frame, time: Number(frame.bestEffortTimestamp) * unit - this.#start };
      }
      if (packets % BREATH === 0) await setImmediate();
    }
  }
}

async function formatOf(path: string): Promise<'mp4' | 'mov'> {
  const { format, said } = await sniff(path);
  if (format === 'mp4' || format === 'mov') return format;
  const code = format === 'empty' ? 'unreadable' : 'unsupported';
  throw new InputError(code, `The file is ${said}; a film must be MP4 or MOV.`);
}

/** The demuxer and the protocol are named, so that no content and no path can make libav open anything else. */
async function openFile(path: string): Promise<FormatContext> {
  const file = new FormatContext();
  if ((await file.openInput(`file:${path}`, InputFormat.findInputFormat('mov'))) < 0) {
    throw new InputError('unreadable', 'The film is damaged or cut short: it has no header that makes sense.');
  }
  return file;
}

async function openDecoder(stream: Stream, options: Record<string, string>): Promise<CodecContext> {
  const codec = Codec.findDecoder(stream.codecpar.codecId)!;
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  if ((await decoder.open2(codec, Dictionary.fromObject(options))) < 0) {
    decoder.freeContext();
    throw new InputError('unreadable', `The film is damaged: its header makes no sense to the ${codec.name} decoder.`);
  }
  return decoder;
}

function nameOf(codecId: Stream['codecpar']['codecId']): string {
  return Codec.findDecoder(codecId)?.name ?? '';
}
