// Sounds for tests: WAV written by hand, MP3 encoded by libmp3lame.

import { AV_CODEC_ID_MP3, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import {
  avChannelLayoutDefault,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  Frame,
  Packet,
  Rational,
} from 'node-av/lib';

/** A sound as a function: seconds and channel to −1 to 1. */
type Wave = (t: number, channel: number) => number;

/** How many samples per second and channels a made sound has, and how many seconds. */
type Shape = { rate: number; channels: number; seconds: number };

/** A sine of 440 Hz on the first channel, 550 Hz on the second, and so on. */
export const sine: Wave = (t, channel) => 0.5 * Math.sin(2 * Math.PI * (440 + 110 * channel) * t + 1);

/** A 16-bit PCM WAV. `header` sets fields to what they should not say. */
export function wav(shape: Shape, wave: Wave, header: { data?: number; byteRate?: number } = {}): Buffer {
  const { rate, channels } = shape;
  const count = Math.round(shape.seconds * rate);
  const size = count * channels * 2;
  const bytes = Buffer.alloc(44 + size);
  bytes.write('RIFF');
  bytes.writeUInt32LE(Math.min(36 + (header.data ?? size), 0xffffffff), 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(header.byteRate ?? rate * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(header.data ?? size, 40);
  for (let i = 0; i < count * channels; i++) {
    const value = wave(Math.floor(i / channels) / rate, i % channels);
    bytes.writeInt16LE(Math.round(value * 32767), 44 + 2 * i);
  }
  return bytes;
}

/** Writes an MP3 at `path`, with or without the tag that tells players its length and the encoder's delay. */
export async function writeMp3(path: string, shape: Shape, wave: Wave, tag: boolean): Promise<void> {
  const { rate, channels } = shape;
  await using file = new FormatContext();
  using encoder = new CodecContext();
  using packet = new Packet();
  const codec = Codec.findEncoder(AV_CODEC_ID_MP3);
  file.allocOutputContext2(null, 'mp3', path);
  encoder.allocContext3(codec);
  encoder.sampleRate = rate;
  encoder.sampleFormat = AV_SAMPLE_FMT_FLTP;
  encoder.channelLayout = avChannelLayoutDefault(channels);
  encoder.timeBase = new Rational(1, rate);
  await encoder.open2(codec);
  const stream = file.newStream(codec);
  stream.codecpar.fromContext(encoder);
  await file.openOutput();
  await file.writeHeader(Dictionary.fromObject({ write_xing: tag ? '1' : '0' }));
  packet.alloc();
  const drain = () => {
    while (encoder.receivePacketSync(packet) >= 0) {
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      file.writeFrameSync(packet);
    }
  };
  const count = Math.round(shape.seconds * rate);
  for (let at = 0; at < count; at += encoder.frameSize) {
    using frame = frameOf(encoder, at, Math.min(encoder.frameSize, count - at), wave);
    encoder.sendFrameSync(frame);
    drain();
  }
  encoder.sendFrameSync(null);
  drain();
  await file.writeTrailer();
  await file.closeOutput();
}

function frameOf(encoder: CodecContext, at: number, count: number, wave: Wave): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.format = AV_SAMPLE_FMT_FLTP;
  frame.sampleRate = encoder.sampleRate;
  frame.channelLayout = encoder.channelLayout;
  frame.nbSamples = count;
  frame.pts = BigInt(at);
  frame.getBuffer(0);
  for (const [channel, plane] of frame.data!.entries()) {
    const samples = new Float32Array(plane.buffer, plane.byteOffset, count);
    for (let i = 0; i < count; i++) samples[i] = wave((at + i) / encoder.sampleRate, channel);
  }
  return frame;
}
