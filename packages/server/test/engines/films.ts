// A short film such as a model makes: 128 × 72 pixels at 16 frames a second, with its last frame over a second's end.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render } from '@reelqueue/animatic';
import { testFolder } from '../system.ts';

const made = new Map<number, Promise<Buffer>>();

/** The bytes of an MP4 of that many seconds, made once for all tests of a file. */
export function film(seconds = 17 / 16): Promise<Buffer> {
  const kept = made.get(seconds) ?? make(seconds);
  made.set(seconds, kept);
  return kept;
}

async function make(duration: number): Promise<Buffer> {
  await using folder = await testFolder();
  const [video, thumbnail] = [join(folder.path, 'a.mp4'), join(folder.path, 'a.jpg')];
  await render(
    { prompt: 'the sea, pan left', width: 128, height: 72, fps: 16, duration, sound: 'silent', seed: 3 },
    { video, thumbnail, preset: 'ultrafast', threads: 1 },
  );
  return readFile(video);
}
