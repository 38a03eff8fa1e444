// A pull of focus: plates that are sharp in other places, mixed into one from which a frame is drawn.

import { focusAt } from '../plan/focus.ts';
import type { Located } from '../plan/location.ts';
import type { Kernel } from './kernel.ts';
import { type Backing, type Layers, layBacking } from './layers.ts';
import { type Plate, planesOf } from './plate.ts';
import { layPrint, type Print, printOf } from './prints.ts';

/** What a frame is drawn from. `backing`: what is behind the plate; null in a film of one layer. */
export type Sight = { plate: Plate; backing: Backing | null };

/** Room for one thread to mix plates of each scale in. */
export type Mixer = { scale: number; sight: Sight }[];

/** How many parts of a whole the kernel mixes by. */
const WHOLE = 128;

/** Room for each thread, in a film whose focus changes; null else. */
export function layMixers(
  plan: Located,
  scales: number[],
  layered: boolean,
  threads: number,
  take: (bytes: number) => number,
): Mixer[] | null {
  if (plan.focus === null) return null;
  return Array.from({ length: threads }, () =>
    [...new Set(scales)].map((scale) => {
      const plate = layPrint(plan, scale, take);
      return { scale, sight: { plate, backing: layered ? layBacking(plate, take) : null } };
    }),
  );
}

/** What a frame at that scale is drawn from: a print as it is, or one mixed of two that lie next to each other. */
export function sightOf(
  kernel: Kernel,
  { plan, prints, layers }: { plan: Located; prints: Print[]; layers: Layers | null },
  mixer: Mixer | null,
  { frame, scale, graded }: { frame: number; scale: number; graded: boolean },
): Sight {
  const focused = focusAt(plan, frame);
  const [first, second] = [Math.floor(focused), Math.ceil(focused)].map((step): Sight => {
    const print = printOf(prints, { scale, graded, step })!;
    return { plate: print.plate, backing: layers && layers.backings[prints.indexOf(print)]! };
  }) as [Sight, Sight];
  const share = Math.round(WHOLE * (focused - Math.floor(focused)));
  if (share === 0) return first;
  if (share === WHOLE) return second;
  const mixed = mixer!.find((one) => one.scale === scale)!.sight;
  mixPlates(kernel, mixed.plate, first.plate, second.plate, share);
  if (mixed.backing) {
    const { cover, keep, plate } = mixed.backing;
    mixPlates(kernel, plate, first.backing!.plate, second.backing!.plate, share);
    const [{ size }] = planesOf(mixed.plate);
    kernel.mix_bytes(cover, first.backing!.cover, second.backing!.cover, share, size);
    kernel.mix_bytes(keep, first.backing!.keep, second.backing!.keep, share, size);
  }
  return mixed;
}

function mixPlates(kernel: Kernel, to: Plate, first: Plate, second: Plate, share: number): void {
  for (const { plane, size } of planesOf(to)) kernel.mix_bytes(to[plane], first[plane], second[plane], share, size);
}
