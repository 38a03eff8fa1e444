// A film whose pictures are already as ours: taken over as they lie in the file, into a new MP4 with `moov` first.
import { AVERROR_EOF } from 'node-av/constants';
import { Dictionary, FormatContext, Packet } from 'node-av/lib';
import type { VideoFile } from '../input/video.ts';
import type { Stereo } from '../sound/stereo.ts';
import { headerOptions } from './film.ts';
import { check } from './libav.ts';
import { SoundTrack } from './sound-track.ts';

/** The profile_idc of H.264 High, which is 4:2:0 in 8 bits, in the second byte of an avcC. */
const HIGH = 100;

/** Share of a frame's time by which pictures may be out of step. */
const STEADY = 0.1;

type Fit = { width: number; height: number; fps: number; frames: number; slower: number };

/** Whether the pictures can be taken over: H.264 High in an MP4, upright, of that size, rate and length, in even steps. */
export function keepsPictures(film: VideoFile, { width, height, fps, frames, slower }: Fit): boolean {
  const { codecpar } = film.tracks.picture;
  const { num, den } = codecpar.sampleAspectRatio;
  const square = num === 0 || num === den;
  const sized = film.width === width && film.height === height && film.turns === 0 && !film.mirrored && square;
  if (film.format !== 'mp4' || film.pictureCodec !== 'h264' || codecpar.extradata?.[1] !== HIGH) return false;
  if (!sized || slower !== 1 || film.packets !== frames) return false;
  const { num: rate, den: seconds } = film.tracks.picture.avgFrameRate;
  if (Math.abs(rate / seconds - fps) > 1e-3) return false;
  return film.times.every((time, i) => Math.abs(time * fps - i) < STEADY);
}

/** Writes the pictures of the file with its own sound, packet by packet, or with another (`sound`). */
export async function remux(
  film: VideoFile,
  sound: Stereo | null,
  to: string,
  fps: number,
  made_by: string,
): Promise<void> {
  await using out = new FormatContext();
  check(out.allocOutputContext2(null, 'mp4', to), 'set up the MP4');
  out.metadata = Dictionary.fromObject({ comment: made_by });
  const { picture, sound: own } = film.tracks;
  const copied = new Map(
    [picture, ...(sound === null && own !== null ? [own] : [])].map((from) => {
      const stream = out.newStream();
      check(from.codecpar.copy(stream.codecpar), 'describe a stream');
      // Another container's name for the codec may mean nothing in this one.
      stream.codecpar.codecTag = 0;
      stream.timeBase = from.timeBase;
      return [from.index, { from, stream }];
    }),
  );
  using track = sound === null ? null : await SoundTrack.add(out, async () => sound);
  check(await out.openOutput(), `open ${to}`);
  check(await out.writeHeader(headerOptions(Math.round(fps))), 'write the header');
  using packet = new Packet();
  packet.alloc();
  await using source = await film.again();
  for (let got = await source.readFrame(packet); got !== AVERROR_EOF; got = await source.readFrame(packet)) {
    check(got, 'read a packet');
    const way = copied.get(packet.streamIndex);
    if (way !== undefined) {
      const { from, stream } = way;
      const until = Number(packet.dts) * (from.timeBase.num / from.timeBase.den);
      packet.streamIndex = stream.index;
      packet.rescaleTs(from.timeBase, stream.timeBase);
      check(await out.interleavedWriteFrame(packet), 'write a packet');
      if (from === picture) await track?.hear(Math.max(0, until));
    }
    packet.unref();
  }
  await track?.finish();
  check(await out.writeTrailer(), 'write the trailer');
  await out.closeOutput();
}
