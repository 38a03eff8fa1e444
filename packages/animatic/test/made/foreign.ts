// Films as other programs write them: any codec, container, size and rate, with a sound or without.
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FormatContext, Frame, Packet, Rational } from 'node-av/lib';
import { check } from '../../src/film/libav.ts';
import { SoundTrack } from '../../src/film/sound-track.ts';

export type Foreign = {
  /** libav's names: of the muxer and of the encoder. */
  container: 'mp4' | 'webm' | 'matroska' | 'avi';
  codec: 'mpeg4' | 'libvpx-vp9' | 'libx264' | 'mjpeg';
  width: number;
  height: number;
  /** How wide a pixel is to its height, as a fraction; square when absent. */
  pixel?: [number, number];
  /** Frames a second as a fraction. */
  rate: [number, number];
  frames: number;
  /** Luma (16 to 235) at a column, a row and a frame. */
  luma(x: number, y: number, frame: number): number;
  /** Both sides by seconds; null: no sound track. */
  sound: ((t: number) => number) | null;
  /** Whether the file says that its pictures are interlaced, the upper field first. */
  interlaced?: boolean;
  options?: Record<string, string>;
};

export async function writeForeign(path: string, film: Foreign): Promise<void> {
  const { width, height, rate, frames } = film;
  await using file = new FormatContext();
  check(file.allocOutputContext2(null, film.container, path), 'set up the file');
  const encoder = Codec.findEncoderByName(film.codec as never);
  using codec = new CodecContext();
  codec.allocContext3(encoder);
  codec.width = width;
  codec.height = height;
  codec.pixelFormat = AV_PIX_FMT_YUV420P;
  codec.timeBase = new Rational(rate[1], rate[0]);
  codec.framerate = new Rational(rate[0], rate[1]);
  codec.bitRate = 2_000_000n;
  if (film.pixel) codec.sampleAspectRatio = new Rational(...film.pixel);
  codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (film.interlaced) codec.setFlags(AV_CODEC_FLAG_INTERLACED_DCT);
  check(await codec.open2(encoder, Dictionary.fromObject(film.options ?? {})), 'open the encoder');
  const stream = file.newStream();
  stream.timeBase = codec.timeBase;
  stream.avgFrameRate = codec.framerate;
  stream.sampleAspectRatio = codec.sampleAspectRatio;
  check(stream.codecpar.fromContext(codec), 'describe the pictures');
  const { sound } = film;
  const samples =
    sound &&
    Float32Array.from({ length: Math.round((48_000 * frames * rate[1]) / rate[0]) }, (_, i) => sound(i / 48_000));
  using track = samples && (await SoundTrack.add(file, async () => ({ left: samples, right: samples })));
  check(await file.openOutput(), 'open the file');
  check(await file.writeHeader(), 'write the header');
  using frame = new Frame();
  using packet = new Packet();
  packet.alloc();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  check(frame.getBuffer(64), 'allocate a frame');
  for (let number = 0; number <= frames; number++) {
    if (number < frames) {
      check(frame.makeWritable(), 'reuse the frame');
      const [luma, ...chroma] = frame.data!;
      const [stride] = frame.linesize;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) luma![y * stride! + x] = film.luma(x, y, number);
      }
      for (const plane of chroma) plane.fill(128);
      frame.pts = BigInt(number);
      if (film.interlaced) frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
    }
    check(await codec.sendFrame(number < frames ? frame : null), 'encode');
    for (;;) {
      const got = await codec.receivePacket(packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) break;
      check(got, 'take a packet');
      packet.duration = 1n;
      packet.streamIndex = stream.index;
      packet.rescaleTs(codec.timeBase, stream.timeBase);
      check(await file.interleavedWriteFrame(packet), 'write');
      packet.unref();
    }
  }
  await track?.finish();
  check(await file.writeTrailer(), 'end the file');
  await file.closeOutput();
}
