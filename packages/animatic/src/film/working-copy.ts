// Clips that are opened to be read many times, beside everything else that a film needs.
import { rm } from 'node:fs/promises';
import type { Frame } from 'node-av/lib';
import { clipPictures, clipSound, isBright } from '../input/clip.ts';
import { VideoFile } from '../input/video.ts';
import { Film } from './film.ts';

/**
 * Bytes of a decoded picture: of 1080p in 8 bits a little over 3 million. A decoder holds up to twenty of them, and of 4K
 * it took 290 MB beside the 340 of a film.
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
 * Opens a clip; dispose of it. One that would cost much each time it is read is read once, while nothing else takes memory,
 * and copied beside the film that it is read for: as large as a film is, in its light, at an even rate. Throws `InputError`, or
 * the signal's reason when that aborts.
 */
export async function openClipFile(
  path: string,
  film: string,
  number: number,
  signal: AbortSignal,
): Promise<VideoFile> {
  const copy = copyOf(film, number);
  const video = await VideoFile.open(path);
  let costly = false;
  try {
    for await (const { frame } of video.pictures()) {
      costly = isCostly(frame);
      break;
    }
    if (!costly) return video;
    await writeCopy(video, copy, signal);
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

function isCostly(frame: Frame): boolean {
  const bytes = frame.data!.reduce((sum, plane) => sum + (plane?.length ?? 0), 0);
  return bytes > MOST || isBright(frame);
}

async function writeCopy(video: VideoFile, path: string, signal: AbortSignal): Promise<void> {
  const { duration, packets } = video;
  const scale = Math.min(1, Math.sqrt(PIXELS / (video.width * video.height)));
  const even = (size: number) => Math.max(16, 2 * Math.floor((size * scale) / 2 + 1e-6));
  const [width, height] = [even(video.width), even(video.height)];
  const fps = Math.min(FASTEST, Math.max(1, Math.round(packets / duration)));
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  const bytes = new Uint8Array(luma * 1.5);
  await using film = await Film.create(path, { width, height, fps, ...QUICK }, await clipSound(video, duration));
  for await (const _ of clipPictures(video, { bytes, slot, width, height, fps }, 0, Math.round(duration * fps))) {
    signal.throwIfAborted();
    await film.add(slot, bytes);
  }
  await film.finish(() => {});
}
