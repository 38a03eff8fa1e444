// Things that hang together in a plane, and their measures.
import type { Plane } from './raster.ts';

export type Blob = {
  /** 1 for each of its samples, what it surrounds included. */
  mask: Uint8Array;
  size: number;
  /** Samples in all blobs together, and how many of its own surely differ. */
  all: number;
  sure: number;
  /** Its outline against that of a disc of its size. */
  roughness: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
};

/**
 * The largest thing that hangs together of what has at least `least`, with what it surrounds; null when there is none.
 * `sure`: from which a sample surely belongs to it.
 */
export function blobOf({ width, height, values }: Plane, least: number, sure: number): Blob | null {
  const open = new Uint8Array(values.length);
  for (let i = 0; i < open.length; i++) if (values[i]! >= least) open[i] = 1;
  const queue = new Int32Array(values.length);
  let best = new Int32Array();
  let all = 0;
  for (let start = 0; start < values.length; start++) {
    if (!open[start]) continue;
    const size = flooded(open, width, height, [start], queue);
    all += size;
    if (size > best.length) best = queue.slice(0, size);
  }
  if (best.length === 0) return null;
  const around = new Uint8Array(values.length).fill(1);
  for (const i of best) around[i] = 0;
  const edge: number[] = [];
  for (let x = 0; x < width; x++) edge.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) edge.push(y * width, (y + 1) * width - 1);
  const mask = new Uint8Array(values.length).fill(1);
  const outside = flooded(around, width, height, edge, queue);
  for (const i of queue.subarray(0, outside)) mask[i] = 0;
  return measured(mask, width, all, values, sure);
}

/** Closes all open samples that can be reached from the start, beside each other; they are then the queue's first. */
function flooded(open: Uint8Array, width: number, height: number, start: number[], queue: Int32Array): number {
  let end = 0;
  const reach = (i: number) => {
    if (!open[i]) return;
    open[i] = 0;
    queue[end++] = i;
  };
  for (const i of start) reach(i);
  for (let k = 0; k < end; k++) {
    const i = queue[k]!;
    const x = i % width;
    if (x > 0) reach(i - 1);
    if (x < width - 1) reach(i + 1);
    if (i >= width) reach(i - width);
    if (i < (height - 1) * width) reach(i + width);
  }
  return end;
}

function measured(mask: Uint8Array, width: number, all: number, values: Float32Array, surely: number): Blob {
  let [left, right, top, bottom, outline, size, sure] = [width, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    size++;
    if (values[i]! >= surely) sure++;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    if (!mask[i + 1] || !mask[i - 1] || !mask[i + width] || !mask[i - width]) outline++;
  }
  const roughness = outline / (2 * Math.sqrt(Math.PI * size));
  return { mask, size, all: Math.max(all, size), sure, roughness, left, right, top, bottom };
}
