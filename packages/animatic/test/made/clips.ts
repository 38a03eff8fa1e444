// Short films for tests, each pixel a function of place and time, written by the renderer's own film.
import { Film } from '../../src/film/film.ts';

type Chroma = { u: number; v: number };

/** What a made film is like; `sound` gives both sides by seconds. */
export type Clip = {
  width: number;
  height: number;
  fps: number;
  seconds: number;
  /** Luma (16 to 235) at a column and row and a time in seconds. */
  luma(x: number, y: number, t: number): number;
  /** Of every pixel, or by a column, a row and a time; grey when absent. */
  colour?: Chroma | ((x: number, y: number, t: number) => Chroma);
  sound(t: number): number;
};

/** A texture without end that any motion can be told by; `x` and `y` in pixels. */
export function texture(x: number, y: number): number {
  const waves = Math.sin(x * 0.11 + 2 * Math.sin(y * 0.05)) + Math.sin(y * 0.13 + 2 * Math.sin(x * 0.043));
  return 120 + 30 * waves + 20 * Math.sin(x * 0.31) * Math.sin(y * 0.27);
}

/** Writes a film. */
export async function writeClip(
  path: string,
  { width, height, fps, seconds, luma, colour, sound }: Clip,
): Promise<void> {
  const memory = new Uint8Array(width * height * 1.5);
  const slot = {
    y: 0,
    u: width * height,
    v: width * height * 1.25,
    lumaStride: width,
    chromaStride: width / 2,
  };
  const colourAt = typeof colour === 'function' ? colour : () => colour ?? { u: 128, v: 128 };
  const samples = Float32Array.from({ length: Math.round(seconds * 48_000) }, (_, i) => sound(i / 48_000));
  const both = { left: samples, right: samples };
  await using film = await Film.create(path, { width, height, fps, preset: 'veryfast' }, async () => both);
  for (let frame = 0; frame < Math.round(seconds * fps); frame++) {
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) memory[at] = luma(x, y, frame / fps);
    }
    for (let y = 0, at = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2, at++) {
        const { u, v } = colourAt(x, y, frame / fps);
        memory[slot.u + at] = u;
        memory[slot.v + at] = v;
      }
    }
    await film.add(slot, memory);
  }
  await film.finish(() => {});
}
