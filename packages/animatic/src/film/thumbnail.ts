// The film's thumbnail: of a handful of frames the sharpest that looks like the others.
import sharp from 'sharp';
import type { Slot } from '../draw/stage.ts';
import { halfPixelsOf, pixelsOf } from './pixels.ts';

/** Pixels across a thumbnail; its height keeps the frame's shape. */
const WIDTH = 640;

/** Frames that are looked at, evenly through the film. */
const SAMPLES = 7;

/** Classes of brightness in which frames are compared. */
const BINS = 32;

type Candidate = { frame: number; detail: number; histogram: Float64Array };

/** Watches a film of that many frames go by, to say in the end which of them stands for it. */
export class ThumbnailChoice {
  readonly #samples: Set<number>;
  readonly #seen: Candidate[] = [];

  constructor(frames: number) {
    this.#samples = new Set(Array.from({ length: SAMPLES }, (_, i) => Math.floor(((i + 0.5) * frames) / SAMPLES)));
  }

  /** Shows it a frame, whose planes lie in `memory`. False for most, which it lets pass. */
  see(frame: number, slot: Slot, memory: Uint8Array, width: number, height: number): boolean {
    if (!this.#samples.has(frame)) return false;
    const histogram = new Float64Array(BINS);
    let detail = 0;
    for (let y = 0; y < height - 1; y += 4) {
      const row = slot.y + y * slot.lumaStride;
      for (let i = row; i < row + width - 1; i += 2) {
        const luma = memory[i]!;
        detail += Math.abs(luma - memory[i + 1]!) + Math.abs(luma - memory[i + slot.lumaStride]!);
        histogram[(luma * BINS) >> 8]! += 8 / (width * height);
      }
    }
    this.#seen.push({ frame, detail, histogram });
    return true;
  }

  /** The chosen frame's number. */
  choose(): number {
    const most = Math.max(...this.#seen.map(({ detail }) => detail), 1);
    const mean = new Float64Array(BINS).map(
      (_, bin) => this.#seen.reduce((sum, { histogram }) => sum + histogram[bin]!, 0) / this.#seen.length,
    );
    const worth = ({ detail, histogram }: Candidate) =>
      detail / most - histogram.reduce((sum, share, bin) => sum + Math.abs(share - mean[bin]!), 0);
    return this.#seen.reduce((best, next) => (worth(next) > worth(best) ? next : best)).frame;
  }
}

/** Writes a frame as a JPEG of 640 pixels across. */
export async function writeThumbnail(
  path: string,
  slot: Slot,
  memory: Uint8Array,
  width: number,
  height: number,
): Promise<void> {
  // Twice as wide as it becomes is wide enough, and a quarter of the work.
  const picture = (width >= 2 * WIDTH ? halfPixelsOf : pixelsOf)(memory, slot, width, height);
  await sharp(picture.rgb, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize(WIDTH, Math.max(1, Math.round((WIDTH * height) / width)), { fit: 'fill' })
    .jpeg({ quality: 85 })
    .toFile(path);
}
