// The colours that a clip's background has: at the rims of its pictures, and wherever those lead.
import { boxed, type Plane } from './raster.ts';
import type { View } from './standing.ts';

/** The colours of what is behind: for each bin of luma, U and V 1 when the frame's rims hold it, `PLAIN` when hardly anything else does, else 0. */
export type Rim = Uint8Array;

/** What a bin holds whose colour is the background's but for small things of the subject. */
export const PLAIN = 2;

/** Share of a frame's sides, its lower edge apart, that is taken to be background; least share of it that a colour has. */
const RIM = 0.1;
const COLOURED = 0.002;
/** The same of all that is reached from there; and how much rarer than there a colour is in the subject that is not its own. */
const FOUND = 0.0006;
const OWN = 3;
/** The same of a colour that is plainly the background's. */
const PLAINLY = 6;
/** Share of the frame's height down to which its sides are background: people and things stand on the lower edge. */
export const SIDES = 0.75;

const BINS = { luma: 20, chroma: 32 } as const;

/** The colours of some pictures' rims. */
export function rimOf(views: View[]): Rim {
  const bins = new Float32Array(BINS.luma * BINS.chroma ** 2);
  let whole = 0;
  for (const view of views) {
    const { width, height } = view.y;
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
      if (y >= RIM && ((x >= RIM && x <= 1 - RIM) || y > SIDES)) continue;
      bins[binOf(view, i)]! += 1;
      whole++;
    }
  }
  return spreadOut(Uint8Array.from(bins, (count) => (count >= COLOURED * whole ? 1 : 0)));
}

/**
 * The rims' colours and those of all that was reached from them in some pictures, so that none of it comes along with the
 * subject in others; without colours that are the subject's own.
 */
export function learned(rim: Rim, views: View[], masks: Plane[]): Rim {
  const [inside, outside] = [new Float32Array(rim.length), new Float32Array(rim.length)];
  let [held, reached] = [1, 1];
  for (const [k, view] of views.entries()) {
    // Its outline is neither.
    const around = boxed(masks[k]!, 2);
    for (let i = 0; i < around.values.length; i++) {
      if (around.values[i] === 0) {
        outside[binOf(view, i)]!++;
        reached++;
      } else if (around.values[i]! > 0.999) {
        inside[binOf(view, i)]!++;
        held++;
      }
    }
  }
  const known = spreadOut(
    outside.map((count, bin) => (count > FOUND * reached && count / reached > OWN * (inside[bin]! / held) ? 1 : 0)),
  );
  const [within, without] = [withNext(inside), withNext(outside)];
  const isPlain = (bin: number) =>
    without[bin]! > FOUND * reached && without[bin]! / reached > PLAINLY * (within[bin]! / held);
  return rim.map((one, bin) => (one === 0 && known[bin] === 0 ? 0 : isPlain(bin) ? PLAIN : 1));
}

/** The counts of bins with those beside them. */
function withNext(counts: Float32Array): Float32Array {
  let out = counts;
  for (const step of [BINS.chroma ** 2, BINS.chroma, 1]) {
    const last = out;
    out = last.map((count, i) => count + (last[i - step] ?? 0) + (last[i + step] ?? 0));
  }
  return out;
}

/** Bins with those beside them. */
function spreadOut(seen: ArrayLike<number>): Rim {
  const out = Uint8Array.from(seen);
  for (const step of [BINS.chroma ** 2, BINS.chroma, 1])
    for (let i = 0; i < seen.length; i++) if (seen[i - step] === 1 || seen[i + step] === 1) out[i] = 1;
  return out;
}

/** The bin of a sample of a view. */
export function binOf({ y, u, v }: View, i: number): number {
  const luma = Math.min(BINS.luma - 1, Math.max(0, Math.floor(((y.values[i]! - 16) * BINS.luma) / 220)));
  const chroma = (value: number) =>
    Math.min(BINS.chroma - 1, Math.max(0, Math.floor(((value - 64) * BINS.chroma) / 128)));
  return (luma * BINS.chroma + chroma(u.values[i]!)) * BINS.chroma + chroma(v.values[i]!);
}
