// Decodes a finished film the way a player does, for tests that look at its pictures.
import { createHash } from 'node:crypto';

import { AVERROR_EAGAIN, AVERROR_EOF, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Packet } from 'node-av/lib';
import { check } from '../src/film/libav.ts';
import type { Stereo } from '../src/sound/stereo.ts';

/** Planes without gaps, in limited range; `time` in seconds. */
export type Picture = { time: number; y: Uint8Array; u: Uint8Array; v: Uint8Array; width: number; height: number };

/**
 * SHA-256 over the samples of pictures and sounds. Tests compare these and not the arrays: the report of a difference in
 * a million numbers takes gigabytes.
 */
export function digestOf(...parts: (Picture | Uint8Array | Float32Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) for (const plane of 'y' in part ? [part.y, part.u, part.v] : [part]) hash.update(plane);
  return hash.digest('hex');
}

/** How like two pictures' samples are, in dB. */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / squares);
}

/** Every picture of a film, in the order shown. */
export async function decodePictures(path: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  await eachPicture(path, (picture) => pictures.push(picture));
  return pictures;
}

/** Calls back with every picture of a film, in the order shown: a long film's are too many to keep. */
export async function eachPicture(path: string, each: (picture: Picture) => void): Promise<void> {
  await decode(path, AVMEDIA_TYPE_VIDEO, (frame, unit) => {
    const { width, height } = frame;
    const [y, u, v] = [0, 1, 2].map((plane) =>
      tight(frame, plane, plane ? width / 2 : width, plane ? height / 2 : height),
    );
    each({ time: Number(frame.pts) * unit, y: y!, u: u!, v: v!, width, height });
  });
}

/** A film's sound: planar samples as a player would play them, priming left out; `time` of the first in seconds. */
export async function decodeSound(path: string): Promise<Stereo & { time: number }> {
  const sides: [number[], number[]] = [[], []];
  let time = 0;
  await decode(path, AVMEDIA_TYPE_AUDIO, (frame, unit) => {
    if (sides[0].length === 0) time = Number(frame.pts) * unit;
    for (const [side, samples] of sides.entries()) {
      const { buffer, byteOffset } = frame.data![side]!;
      samples.push(...new Float32Array(buffer.slice(byteOffset, byteOffset + frame.nbSamples * 4)));
    }
  });
  return { left: Float32Array.from(sides[0]), right: Float32Array.from(sides[1]), time };
}

function tight(frame: Frame, plane: number, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const stride = frame.linesize[plane]!;
  const data = frame.data![plane]!;
  for (let y = 0; y < height; y++) out.set(data.subarray(y * stride, y * stride + width), y * width);
  return out;
}

async function decode(path: string, type: typeof AVMEDIA_TYPE_VIDEO, each: (frame: Frame, unit: number) => void) {
  await using file = new FormatContext();
  using packet = new Packet();
  using frame = new Frame();
  using decoder = new CodecContext();
  packet.alloc();
  frame.alloc();
  check(await file.openInput(path), 'open');
  check(await file.findStreamInfo(), 'find streams');
  const stream = file.streams[file.findBestStream(type)]!;
  const codec = Codec.findDecoder(stream.codecpar.codecId)!;
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(stream.codecpar), 'set up');
  decoder.pktTimebase = stream.timeBase;
  check(await decoder.open2(codec), 'open the decoder');
  const unit = stream.timeBase.num / stream.timeBase.den;
  for (;;) {
    const read = await file.readFrame(packet);
    if (read !== AVERROR_EOF) check(read, 'read');
    if (read === AVERROR_EOF || packet.streamIndex === stream.index) {
      check(await decoder.sendPacket(read === AVERROR_EOF ? null : packet), 'decode');
      for (;;) {
        const got = await decoder.receiveFrame(frame);
        if (got === AVERROR_EAGAIN) break;
        if (got === AVERROR_EOF) return;
        check(got, 'decode');
        each(frame, unit);
      }
    }
    packet.unref();
  }
}
