// Clips that are opened to be read many times, beside everything else that a film needs.
import { rm } from 'node:fs/promises';
import { clipSound, EARLY, isBright, Scaler } from '../input/clip.ts';
import { isInterlaced, parted } from '../input/fields.ts';
import { VideoFile } from '../input/video.ts';
import { Film } from './film.ts';

/**
 * Bytes of a decoded picture: of 1080p in 8 bits a little over 3 million. A decoder holds up to twenty of them, and of 4K
 * it took 290 MB beside the 340 of a film. Where 4K keeps 16 pictures for reference, which is beyond what players take (level 5.2: 5),
 * reading it takes 275 MB of the 456 while it is copied: whoever decodes it must hold them.
 */
const MOST = 4_000_000;

/** Clips of a film, at most. */
const CLIPS = 3;

/** Pixels of a copy's pictures, at most. */
const PIXELS = 1920 * 1080;

/** The copy is read and thrown away: it may be large, and is to be made and read quickly. */
const QUICK = { preset: 'ultrafast', crf: 12 };
const FASTEST = 60;

/**
 * Opens a clip; dispose of it. One that is interlaced or would cost much each time it is read is read once, while nothing else takes
 * memory, and copied beside the film that it is read for: whole pictures, as large as a film's, in its light, at an even rate. Throws
 * `InputError`, or the signal's reason when that aborts.
 */
export async function openClipFile(
  path: string,
  film: string,
  number: number,
  signal: AbortSignal,
): Promise<VideoFile> {
  const copy = copyOf(film, number);
  const video = await VideoFile.open(path);
  try {
    const interlaced = await isInterlaced(video);
    if (!interlaced && !(await isCostly(video))) return video;
    await writeCopy(video, interlaced, copy, signal);
  } catch (error) {
    await video[Symbol.asyncDispose]();
    throw error;
  }
  await video[Symbol.asyncDispose]();
  globalThis.gc?.();
  return VideoFile.open(copy);
}

/** Removes what was copied for a film. */
export async function removeCopies(film: string): Promise<void> {
  for (let number = 0; number < CLIPS; number++) await rm(copyOf(film, number), { force: true });
}

function copyOf(film: string, number: number): string {
  return `${film}.clip${number}`;
}

async function isCostly(video: VideoFile): Promise<boolean> {
  for await (const { frame } of video.pictures()) {
    const bytes = frame.data!.reduce((sum, plane) => sum + (plane?.length ?? 0), 0);
    return bytes > MOST || isBright(frame);
  }
  return false;
}

async function writeCopy(video: VideoFile, interlaced: boolean, path: string, signal: AbortSignal): Promise<void> {
  const { duration, packets } = video;
  const scale = Math.min(1, Math.sqrt(PIXELS / (video.width * video.height)));
  const even = (size: number) => Math.max(16, 2 * Math.floor((size * scale) / 2 + 1e-6));
  const [width, height] = [even(video.width), even(video.height)];
  const fps = Math.min(FASTEST, Math.max(1, Math.round((interlaced ? 2 * packets : packets) / duration)));
  const frames = Math.round(duration * fps);
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  const bytes = new Uint8Array(luma * 1.5);
  const sound = await clipSound(video, duration);
  await using film = await Film.create(path, { width, height, fps, ...QUICK }, sound && (async () => sound));
  using scaler = new Scaler(video, { bytes, slot, width, height });
  let [scaled, written] = [false, 0];
  const writeUntil = async (time: number) => {
    for (; scaled && written < frames && written / fps < time - EARLY; written++) await film.add(slot, bytes);
  };
  const pictures = video.pictures();
  // What is kept until the next is there is the copy's picture: one more of the clip's would be 15 MB of 4K.
  for await (const { frame, time } of interlaced ? parted(pictures) : pictures) {
    signal.throwIfAborted();
    await writeUntil(time);
    scaler.write(frame);
    scaler.forget();
    scaled = true;
  }
  await writeUntil(Number.POSITIVE_INFINITY);
  await film.finish(() => {});
}
