// Decoded frames of any rate, format and layout gathered as 48 kHz stereo floats.

import { AV_SAMPLE_FMT_FLTP, type AVSampleFormat } from 'node-av/constants';
import { avChannelLayoutDefault, type ChannelLayout, Frame, SoftwareResampleContext } from 'node-av/lib';
import { check } from '../film/libav.ts';
import { SAMPLE_RATE, type Stereo } from '../sound/stereo.ts';
import { InputError } from './input-error.ts';

/** What stands for the source after a gap: whatever follows begins anew. */
const CUT_OFF = 'silence';

/**
 * Takes up to `wanted` samples. libswresample lines its output up with the input's first sample. Mono stays mono on its way
 * through, since libswresample would mix it to both sides at −3 dB; more than two channels are mixed down without clipping.
 */
export class Resampler {
  #left: Float32Array<ArrayBuffer>;
  #right: Float32Array<ArrayBuffer>;
  #filled = 0;
  #context: SoftwareResampleContext | null = null;
  #source = '';
  #layout: ChannelLayout = avChannelLayoutDefault(2);
  #out = new Frame();

  constructor(wanted: number) {
    this.#left = new Float32Array(wanted);
    this.#right = new Float32Array(wanted);
    this.#out.alloc();
  }

  get full(): boolean {
    return this.#filled === this.#left.length;
  }

  get begun(): boolean {
    return this.#source !== '';
  }

  /** So many samples of silence. */
  skip(count: number): void {
    this.#drain();
    this.#source = CUT_OFF;
    this.#filled = Math.min(this.#left.length, this.#filled + count);
  }

  /** A file may change its rate or layout on the way; what went before is then completed first. */
  push(frame: Frame): void {
    const source = `${frame.sampleRate} ${frame.format} ${frame.channels}`;
    if (source !== this.#source) {
      this.#drain();
      this.#open(frame);
      this.#source = source;
    }
    this.#convert(frame);
  }

  /** What was gathered: as much as wanted, or less when the sound ended before. */
  finish(): Stereo {
    this.#drain();
    const short = this.#filled < this.#left.length;
    return {
      left: short ? this.#left.slice(0, this.#filled) : this.#left,
      right: short ? this.#right.slice(0, this.#filled) : this.#right,
    };
  }

  #open(frame: Frame): void {
    const { sampleRate, channels } = frame;
    this.#layout = avChannelLayoutDefault(Math.min(channels, 2));
    this.#context = new SoftwareResampleContext();
    const format = frame.format as AVSampleFormat;
    this.#context.allocSetOpts2(this.#layout, AV_SAMPLE_FMT_FLTP, SAMPLE_RATE, frame.channelLayout, format, sampleRate);
    this.#context.setOption('rematrix_maxval', '1');
    if (this.#context.init() < 0) {
      throw new InputError('unsupported', `The sound's ${channels} channels can not be mixed to stereo.`);
    }
  }

  #drain(): void {
    if (this.#context && !this.full) this.#convert(null);
    this.#context?.free();
    this.#context = null;
  }

  #convert(frame: Frame | null): void {
    const out = this.#out;
    out.unref();
    out.format = AV_SAMPLE_FMT_FLTP;
    out.sampleRate = SAMPLE_RATE;
    out.channelLayout = this.#layout;
    check(this.#context!.convertFrame(out, frame), 'resample a sound');
    const take = Math.min(out.nbSamples, this.#left.length - this.#filled);
    if (take <= 0) return;
    const planes = out.data!.map((plane) => new Float32Array(plane.buffer, plane.byteOffset, take));
    this.#left.set(planes[0], this.#filled);
    this.#right.set(planes[planes.length - 1], this.#filled);
    this.#filled += take;
  }

  [Symbol.dispose](): void {
    this.#context?.free();
    this.#out.free();
  }
}
