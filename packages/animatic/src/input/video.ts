// Films from outside: what they are, by their header and by decoding them, and their decoded frames in order.
import { setImmediate } from 'node:timers/promises';
import {
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_FLAG_DISCARD,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { type FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { type Format, formatOf, nameOf, openDecoder, openFile, READ } from './container.ts';
import { InputError } from './input-error.ts';

/** Quarter turns clockwise that bring a picture upright. */
export type Turns = 0 | 1 | 2 | 3;

/** Width and height in pixels as seen upright, duration in seconds of what is seen. */
export type VideoMeasures = {
  format: Format;
  width: number;
  height: number;
  duration: number;
  has_audio: boolean;
};

/** Pixels of a frame: DCI 4K and a little. A decoder holds twenty of them. */
const MOST_PIXELS = 4096 * 2304;

/** Times that a pixel is wider than high, or higher than wide, at most; what a header says beyond that is a mistake. */
const MOST_WIDE = 3;

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

/** Seconds without a picture that decodes, from which a film is damaged; over less the picture before is held. */
const LACKS = 0.5;

/** Seconds by which the pictures may end before the file: its sound goes on for a moment. */
const CLOSE = 0.2;

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

/** An opened film, to be read from its start as often as needed; dispose of it. */
export class VideoFile implements AsyncDisposable {
  readonly format: Format;
  readonly #path: string;
  readonly #file: FormatContext;
  readonly #picture: Stream;
  readonly #sound: Stream | null;
  /** Seconds on the file's clock at which the first picture is shown, and how long all are shown. */
  #start = 0;
  duration = 0;
  /** When each of its pictures is shown, in that order: seconds. */
  times: number[] = [];
  /** Of the last reading: pictures that came out, how many of them damaged, when the last is shown, and whether it went to the end. */
  reading = { pictures: 0, damaged: 0, last: 0, ended: false };

  private constructor(path: string, format: Format, file: FormatContext, sounds: RegExp) {
    this.#path = path;
    this.format = format;
    this.#file = file;
    const { streams } = file;
    const picture = streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    if (!picture) throw new InputError('unsupported', 'The file holds no moving picture.');
    this.#picture = picture;
    this.#sound =
      streams.find(
        ({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO && sounds.test(nameOf(codecpar.codecId)),
      ) ?? null;
  }

  /**
   * Opens a file and reads all of its packets once. Throws `InputError` when it is none that is read of whoever it comes
   * from, damaged or cut short.
   */
  static async open(path: string, from: keyof typeof READ = 'given'): Promise<VideoFile> {
    const format = await formatOf(path, from);
    const file = await openFile(path, format);
    try {
      const video = new VideoFile(path, format, file, READ[from].sounds);
      // Of MPEG-4 in an MP4 only the pictures say how large they are.
      if (video.#picture.codecpar.width === 0) await file.findStreamInfo();
      video.#judge(READ[from].pictures);
      await video.#count();
      return video;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Pictures that the file holds as packets and shows. */
  get packets(): number {
    return this.times.length;
  }

  /** How the pictures and the sound are encoded, as the header says. */
  get tracks(): { picture: Stream; sound: Stream | null } {
    return { picture: this.#picture, sound: this.#sound };
  }

  /** libav's names of the decoders; `soundCodec` is null when it has no sound. */
  get pictureCodec(): string {
    return nameOf(this.#picture.codecpar.codecId);
  }

  get soundCodec(): string | null {
    return this.#sound === null ? null : nameOf(this.#sound.codecpar.codecId);
  }

  get has_audio(): boolean {
    return this.#sound !== null;
  }

  /** How far the pictures have to be turned before they are shown. */
  get turns(): Turns {
    return this.#shown.turns;
  }

  /** Whether their right and left change places before they are turned, as some phones have it of the camera at their front. */
  get mirrored(): boolean {
    return this.#shown.mirrored;
  }

  get #shown(): { turns: Turns; mirrored: boolean } {
    const matrix = this.#picture.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
    if (!matrix || matrix.length < 20) return { turns: 0, mirrored: false };
    // 16.16 fixed point a, b, u, c, d …: a point (x, y) is shown at (a x + c y, b x + d y).
    const [a, b, c, d] = [0, 4, 12, 16].map((at) => matrix.readInt32LE(at)) as [number, number, number, number];
    const mirrored = a * d < b * c;
    const angle = mirrored ? Math.atan2(-b, -a) : Math.atan2(b, a);
    return { turns: (((Math.round((angle * 2) / Math.PI) % 4) + 4) % 4) as Turns, mirrored };
  }

  /** Pixels as seen upright: as many as there are, or across as many as they are wide, where they are not square. */
  get width(): number {
    return this.turns % 2 === 0 ? this.#lying.width : this.#lying.height;
  }

  get height(): number {
    return this.turns % 2 === 0 ? this.#lying.height : this.#lying.width;
  }

  /** The same before it is turned. */
  get #lying(): { width: number; height: number } {
    const { codecpar, sampleAspectRatio } = this.#picture;
    const { num, den } = sampleAspectRatio.num > 0 ? sampleAspectRatio : codecpar.sampleAspectRatio;
    const wide = num > 0 && den > 0 ? num / den : 1;
    const width = wide > 1 / MOST_WIDE && wide < MOST_WIDE ? codecpar.width * wide : codecpar.width;
    return { width: Math.round(width), height: codecpar.height };
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

  /** Throws `InputError` where of the last reading, up to that time (seconds), less came out than there should be. */
  judgeReading(until: number): void {
    const { last } = this.reading;
    const lacks = (this.times.findLast((time) => time <= until) ?? 0) - last;
    if (lacks < LACKS) return;
    throw new InputError('unreadable', `The film is damaged: it does not decode as far as ${until.toFixed(1)} s.`);
  }

  /** The file, opened once more, to be read from its start; dispose of it. */
  again(): Promise<FormatContext> {
    return openFile(this.#path, this.format);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }

  #judge(pictures: RegExp): void {
    const { codecId, width, height } = this.#picture.codecpar;
    const codec = nameOf(codecId);
    if (!pictures.test(codec)) {
      throw new InputError('unsupported', `The film is encoded as ${codec || 'nothing known'}; use H.264 or HEVC.`);
    }
    if (width < 16 || height < 16 || width * height > MOST_PIXELS) {
      const limits = `at least 16×16 and at most ${MOST_PIXELS} pixels are read`;
      throw new InputError('unsupported', `The film has ${width}×${height} pixels; ${limits}.`);
    }
  }

  /** Reads every packet: when the first picture is shown and when the last one ends. */
  async #count(): Promise<void> {
    await using file = await this.again();
    const { index, timeBase, nbFrames, avgFrameRate } = this.#picture;
    const unit = timeBase.num / timeBase.den;
    using packet = new Packet();
    packet.alloc();
    const times: number[] = [];
    let [packets, last] = [0, { time: 0, lasts: 0, packet: 0 }];
    const usual = avgFrameRate.num > 0 ? avgFrameRate.den / avgFrameRate.num : 0;
    while (file.readFrameSync(packet) >= 0) {
      if (packet.streamIndex === index) {
        packets++;
        // What an edit list cuts off is decoded for those that depend on it, and not shown.
        if (!packet.hasFlags(AV_PKT_FLAG_DISCARD)) {
          const time = Number(packet.pts) * unit;
          if (times.length === 0 || time > last.time) {
            last = { time, lasts: Number(packet.duration) * unit || usual, packet: packets };
          }
          times.push(time);
        }
      }
      packet.unref();
      if (packets % BREATH === 0) await setImmediate();
    }
    if (packets < Number(nbFrames) * LEAST_PRESENT || times.length === 0) {
      throw new InputError('unreadable', `The film is cut short: ${packets} of its ${nbFrames} pictures are there.`);
    }
    times.sort((a, b) => a - b);
    // A packet lasts until the next is decoded, which of pictures that are not stored in the order shown tells little.
    const gap = Math.max(usual, last.time - (times.at(-2) ?? last.time));
    const end = last.time + (last.packet === packets ? last.lasts : Math.min(last.lasts, gap));
    // These count no pictures, but say how long they last.
    const said = Number(file.duration) / 1e6;
    if (this.format === 'matroska' && end < said * LEAST_PRESENT - CLOSE) {
      throw new InputError(
        'unreadable',
        `The film is cut short: ${end.toFixed(1)} s of its ${said.toFixed(1)} s are there.`,
      );
    }
    this.#start = times[0]!;
    this.duration = end - this.#start;
    this.times = times.map((time) => time - this.#start);
  }

  async *#decoded(stream: Stream, from: number, rough: boolean): AsyncGenerator<{ frame: Frame; time: number }> {
    await using file = await this.again();
    using decoder = await openDecoder(stream, rough ? ROUGH : {});
    using packet = new Packet();
    using frame = new Frame();
    packet.alloc();
    frame.alloc();
    const reading = { pictures: 0, damaged: 0, last: 0, ended: false };
    if (stream === this.#picture) this.reading = reading;
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
        reading.pictures++;
        if (frame.decodeErrorFlags !== 0) reading.damaged++;
        reading.last = Number(frame.bestEffortTimestamp) * unit - this.#start;
        yield { frame, time: reading.last };
      }
      if (packets % BREATH === 0) await setImmediate();
    }
    reading.ended = true;
  }
}
