// The film's thumbnail: of a handful of frames the sharpest that looks like the others.
import sharp from 'sharp';
import type { Slot } from '../draw/stage.ts';
import { halfPixelsOf, pixelsOf } from './pixels.ts';

/** Pixels across a thumbnail; its height keeps the frame's shape. */
const WIDTH = 640;

/** Frames that are looked at, evenly through the film. */
const SAMPLES = 7;

/** Of so many pixels across and down one is looked at. */
const ACROSS = 4;
const DOWN = 8;

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
    const seen = { frame, detail: 0, histogram: new Float64Array(BINS) };
    const share = (ACROSS * DOWN) / (width * height);
    for (let y = 0; y < height - 1; y += DOWN) {
      seeRow(seen, memory, slot.y + y * slot.lumaStride, slot.lumaStride, width, share);
    }
    this.#seen.push(seen);
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

/** Notes a row of luma that begins there; each pixel is that share of the frame. A longer loop V8 would compile while it runs. */
function seeRow(
  seen: Candidate,
  memory: Uint8Array,
  start: number,
  stride: number,
  width: number,
  share: number,
): void {
  for (let i = start; i < start + width - 1; i += ACROSS) {
    const luma = memory[i]!;
    seen.detail += Math.abs(luma - memory[i + 1]!) + Math.abs(luma - memory[i + stride]!);
    seen.histogram[(luma * BINS) >> 8]! += share;
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
