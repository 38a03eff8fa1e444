// How sharp each place is, measured finer than the rest of the look, since defocus is gone in a small picture.
import { laid, takenFrom } from './kernel.ts';
import type { Colours, Plane } from './raster.ts';
import type { Segments } from './segments.ts';

/**
 * The largest |Laplacian| and |gradient| of luma (0 to 1) within each sample. A sharp edge has a Laplacian of twice its
 * gradient, a blurred one far less, and a smooth surface has neither: it says nothing about focus.
 */
export type Sharpness = { bend: Plane; slope: Plane };

/** From luma at up to twice the look's `width` × `height`. */
export function sharpness(fine: Plane, width: number, height: number): Sharpness {
  const from = 4 * fine.values.length;
  const { kernel, buffer } = laid([fine], 2 * width * height);
  kernel.sharpen(0, fine.width, fine.height, from, width, height);
  const [bend, slope] = [0, 1].map((plane) => takenFrom(buffer, width, height, plane, from)) as [Plane, Plane];
  return { bend, slope };
}

/** Luma (0 to 1, Rec. 601 weights) of R, G and B planes. */
export function lumaOf(colours: Colours): Plane {
  const size = colours[0].values.length;
  const { kernel, taken } = laid(colours, size);
  kernel.luma(0, size);
  return taken(3);
}

/**
 * Sharpness of each segment's edges, 0 to 1 (0.5 where it has none to judge by), and how surely the picture has a sharp
 * plane before a blurred one, 0 to 1.
 */
export function crispnessOf({ labels, list }: Segments): { crispness: Float32Array; bokeh: number } {
  // As much as an edge of a tenth of white through a tenth of the segment's side.
  const telling = list.map(({ slopes, size }) => slopes > 0.0004 * size);
  const ratio = Float32Array.from(list, ({ edges, slopes }, k) => (telling[k] ? edges / slopes : Number.NaN));
  const order = [...list.keys()].filter((k) => telling[k]).sort((a, b) => ratio[a]! - ratio[b]!);
  const whole = order.reduce((sum, k) => sum + list[k]!.size, 0);
  const quantile = (share: number) => {
    let size = 0;
    for (const k of order) {
      size += list[k]!.size;
      if (size >= share * whole) return ratio[k]!;
    }
    return 1;
  };
  const [low, high] = [quantile(0.12), quantile(0.88)];
  // Measured: 1.6 to 1.8 where all is sharp, 2.1 for a cat before a room, 2.7 for a portrait before a wall.
  const clear = Math.min(1, Math.max(0, (high / (low + 0.02) - 1.7) / 0.9));
  const crispness = ratio.map((value) =>
    Number.isNaN(value) || high - low < 0.1 ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low))),
  );
  return { crispness, bokeh: clear * (whole / labels.length) };
}
