// The relief: what drawing reads of the look at every grid node, four floats a sample side by side.
import { laid } from '../look/kernel.ts';
import type { Look } from '../look/look.ts';
import type { Plan } from '../plan/plan.ts';
import { longestDrift } from './life.ts';

/** Floats a sample: nearness (0 far to 1 near), then how far clouds, waves and wind may move things here (0 to 1). */
export const CHANNELS = 4;

/**
 * Makes the relief of a look for a plan's camera: row-major, as large as the look's depth map. What is near is grown a
 * little, so that a subject's outline moves with the subject and the background stretches instead, and then softened as
 * far as the widest move needs. Motion fades out towards the picture's edges, beyond which there is nothing to show.
 */
export function makeRelief({ depth, masks, horizon }: Look, plan: Plan): Float32Array {
  const { width, height, near } = depth;
  const [sweep, drift] = [widestSweep(plan) * width, longestDrift(plan) * height];
  const planes = [near, masks.sky, masks.water, masks.foliage].map((values) => ({ width, height, values }));
  const size = width * height;
  const { kernel, buffer } = laid(planes, (CHANNELS + 2) * size + 8 * (width + Math.max(sweep, drift)));
  const [to, room] = [16 * size, 32 * size];
  kernel.relief(0, to, room, width, height, sweep, drift, (horizon ?? 0.6) * height);
  return new Float32Array(new Float32Array(buffer, to, CHANNELS * size));
}

/** The widest parallax of the film, nearest against farthest, in frame widths. */
function widestSweep(plan: Plan): number {
  const keys = plan.shots.flatMap((shot) => shot.camera);
  return Math.max(
    ...keys.map(({ truck, pedestal, dolly }) =>
      Math.max(Math.abs(truck), (Math.abs(pedestal) * plan.height) / plan.width, Math.abs(dolly) / 2),
    ),
  );
}
