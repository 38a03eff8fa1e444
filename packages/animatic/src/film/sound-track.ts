// The sound of an MP4 that is being written: samples in, AAC LC out, as far as the pictures have come.
import { AV_CHANNEL_LAYOUT_STEREO, AV_SAMPLE_FMT_FLTP, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, type FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { openSoundEncoder } from './encoders.ts';
import { check } from './libav.ts';

/** Makes the sound of a film, once. */
export type Sounding = () => Promise<Stereo>;

/** Samples that the AAC encoder takes at once. */
const AAC_FRAME = 1024;

export class SoundTrack implements Disposable {
  readonly #file: FormatContext;
  readonly #sounding: Sounding;
  readonly #codec: CodecContext;
  readonly #stream: Stream;
  readonly #samples = new Frame();
  readonly #packet = new Packet();
  #sound: Stereo | null = null;
  #planes: Buffer[] | null = null;
  #heard = 0;

  private constructor(file: FormatContext, sounding: Sounding, codec: CodecContext) {
    this.#file = file;
    this.#sounding = sounding;
    this.#codec = codec;
    this.#stream = file.newStream();
    this.#stream.timeBase = codec.timeBase;
    check(this.#stream.codecpar.fromContext(codec), 'describe the sound');
    this.#packet.alloc();
    this.#samples.alloc();
    this.#samples.format = AV_SAMPLE_FMT_FLTP;
    this.#samples.sampleRate = SAMPLE_RATE;
    this.#samples.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    this.#samples.nbSamples = AAC_FRAME;
    check(this.#samples.getBuffer(0), 'allocate samples');
  }

  /** Adds the track to a file whose header is not written yet. The sound is made when it is first heard. Dispose of it. */
  static async add(file: FormatContext, sounding: Sounding): Promise<SoundTrack> {
    return new SoundTrack(file, sounding, await openSoundEncoder());
  }

  /** Encodes up to that second: whole AAC frames, so that the rest comes with `finish`. */
  async hear(until: number): Promise<void> {
    this.#encode(await this.#made(), Math.round(until * SAMPLE_RATE));
  }

  /** Encodes all that is left. */
  async finish(): Promise<void> {
    const sound = await this.#made();
    this.#encode(sound, sound.left.length);
    check(this.#codec.sendFrameSync(null), 'end the sound');
    this.#drain();
  }

  async #made(): Promise<Stereo> {
    this.#sound ??= await this.#sounding();
    return this.#sound;
  }

  /** A fiftieth of a second of sound takes less than the way to another thread and back, so that it is encoded here. */
  #encode({ left, right }: Stereo, until: number): void {
    while (this.#heard < left.length && (this.#heard + AAC_FRAME <= until || until >= left.length)) {
      const count = Math.min(AAC_FRAME, left.length - this.#heard);
      const planes = this.#writablePlanes();
      this.#samples.nbSamples = count;
      for (const [channel, sound] of [left, right].entries()) {
        planes[channel]!.set(new Uint8Array(sound.buffer, sound.byteOffset + this.#heard * 4, count * 4));
      }
      this.#samples.pts = BigInt(this.#heard);
      check(this.#codec.sendFrameSync(this.#samples), 'encode sound');
      this.#drain();
      this.#heard += count;
    }
  }

  /** Room for the samples of both channels. It is asked for as seldom as a picture's: see Film. */
  #writablePlanes(): Buffer[] {
    if (this.#planes === null || !this.#samples.isWritable) {
      check(this.#samples.makeWritable(), 'reuse the samples');
      this.#planes = this.#samples.data!;
    }
    return this.#planes;
  }

  #drain(): void {
    for (;;) {
      const got = this.#codec.receivePacketSync(this.#packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      check(got, 'take a packet of sound');
      this.#packet.streamIndex = this.#stream.index;
      this.#packet.rescaleTs(this.#codec.timeBase, this.#stream.timeBase);
      check(this.#file.interleavedWriteFrameSync(this.#packet), 'write a packet of sound');
      this.#packet.unref();
    }
  }

  [Symbol.dispose](): void {
    this.#samples.free();
    this.#packet.free();
    this.#codec.freeContext();
  }
}
