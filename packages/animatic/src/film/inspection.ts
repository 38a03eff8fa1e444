// Looks at a finished film as a player would, before it is handed out.

import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { avGetCodecName, Codec, CodecContext, FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { sumOfStored } from './checksum.ts';
import { check, ofBytes } from './libav.ts';

/** Pixels, seconds, libav's names of the codecs; `audio_codec` is null when the file has no sound track. */
export type Inspection = {
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  video_codec: string;
  audio_codec: string | null;
};

/**
 * Demuxes the whole file and decodes its first frame. Holds its pictures against the checksum of what was encoded (the
 * renderer's `sum`); without one it decodes the last group of pictures too. Throws when the file can not be opened, has no
 * video, lacks frames that its index promises, holds others, or does not decode to its end.
 */
export async function inspectFilm(path: string, sum: number | null = null): Promise<Inspection> {
  await using file = new FormatContext();
  check(await file.openInput(path), `open ${path}`);
  check(await file.findStreamInfo(), 'find the streams');
  const video = file.streams[file.findBestStream(AVMEDIA_TYPE_VIDEO)];
  if (!video) throw new Error(`${path} has no video track`);
  const audio = file.streams[file.findBestStream(AVMEDIA_TYPE_AUDIO)];
  const { frames, first, last, lastKey, held } = countFrames(file, video);
  if (frames === 0 || frames !== Number(video.nbFrames)) {
    throw new Error(`${path} holds ${frames} video frames, and its index says ${video.nbFrames}`);
  }
  if (sum !== null && held !== sum) throw new Error(`${path} does not hold the pictures that were encoded`);
  using decoder = openDecoder(video);
  check(await decoder.open2(), 'open the decoder');
  await decodeFrom(file, video, decoder, first, first);
  // A group may be ten seconds long, and takes a third of a second for each of them.
  if (sum === null) await decodeFrom(file, video, decoder, lastKey, last);
  return {
    width: video.codecpar.width,
    height: video.codecpar.height,
    fps: video.avgFrameRate.num / video.avgFrameRate.den,
    frames,
    duration: Number(file.duration) / 1e6,
    video_codec: avGetCodecName(video.codecpar.codecId)!,
    audio_codec: audio ? avGetCodecName(audio.codecpar.codecId) : null,
  };
}

/** Timestamps in the stream's time base: of the first and last frame as shown, and of the last key frame; and the checksum. */
function countFrames(file: FormatContext, video: Stream) {
  using packet = new Packet();
  packet.alloc();
  let frames = 0;
  let held = 0;
  let first: bigint | null = null;
  let last = 0n;
  let lastKey = 0n;
  for (;;) {
    // From the system's cache, as a rule: a way to another thread and back would take ten times as long.
    const got = file.readFrameSync(packet);
    if (got === AVERROR_EOF) break;
    check(got, 'read a packet');
    if (packet.streamIndex === video.index) {
      frames++;
      const before = held;
      held = ofBytes(packet, (bytes) => sumOfStored(bytes, before));
      if (first === null || packet.pts < first) first = packet.pts;
      if (packet.pts > last) last = packet.pts;
      if (packet.isKeyframe) lastKey = packet.pts;
    }
    packet.unref();
  }
  return { frames, first: first ?? 0n, last, lastKey, held };
}

function openDecoder(video: Stream): CodecContext {
  const codec = Codec.findDecoder(video.codecpar.codecId);
  if (!codec) throw new Error(`no decoder for codec ${video.codecpar.codecId}`);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(video.codecpar), 'set up the decoder');
  decoder.pktTimebase = video.timeBase;
  return decoder;
}

/** Decodes from a key frame until the frame shown at `until` has come out. Throws when it does not, or is damaged. */
async function decodeFrom(file: FormatContext, video: Stream, decoder: CodecContext, key: bigint, until: bigint) {
  using packet = new Packet();
  using frame = new Frame();
  packet.alloc();
  frame.alloc();
  decoder.flushBuffers();
  check(await file.seekFrame(video.index, key, AVSEEK_FLAG_BACKWARD), 'seek');
  for (;;) {
    const got = await decoder.receiveFrame(frame);
    if (got === AVERROR_EAGAIN) {
      const end = (await nextPacket(file, video, packet)) === AVERROR_EOF;
      check(await decoder.sendPacket(end ? null : packet), 'decode a packet');
      packet.unref();
      continue;
    }
    if (got === AVERROR_EOF) throw new Error(`the frame at ${until} does not decode`);
    check(got, 'decode a frame');
    if (frame.decodeErrorFlags !== 0) throw new Error(`the frame at ${frame.pts} is damaged`);
    if (frame.bestEffortTimestamp === until) return;
  }
}

async function nextPacket(file: FormatContext, video: Stream, packet: Packet): Promise<number> {
  for (;;) {
    const got = await file.readFrame(packet);
    if (got === AVERROR_EOF) return got;
    check(got, 'read a packet');
    if (packet.streamIndex === video.index) return got;
    packet.unref();
  }
}
