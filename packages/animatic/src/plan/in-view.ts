// Who stands in a picture stays in view: how near the camera of a shot that shows them may come, and where it may look.
import type { Region } from '../look/look.ts';
import type { Intent } from './intent.ts';
import type { Shot } from './plan.ts';
import type { Figure } from './staged.ts';
import type { Scene } from './staging.ts';

/** Share of the view that is left free around a group. */
const FREE = 0.015;

/**
 * The shots, with the cameras of those that show everyone kept near enough to the middle, and far enough away, that nobody is
 * cut off; not where the words move them sideways.
 */
export function keptInView(shots: Shot[], scenes: Scene[], intent: Intent): Shot[] {
  if (isSideways(intent)) return shots;
  return shots.map((shot, i) => {
    const { staged, setup } = scenes[i]!;
    const [group] = setup.look.regions;
    if (staged.figures.length === 0 || group === undefined) return shot;
    const camera = shot.camera.map((key) => {
      const zoom = Math.max(1, Math.min(key.zoom, (1 - 2 * FREE) / Math.max(group.width, group.height)));
      const half = (0.5 - FREE) / zoom;
      const kept = (at: number, start: number, size: number) =>
        Math.min(Math.max(at, Math.min(start + size - half, 1 - 0.5 / zoom)), Math.max(start + half, 0.5 / zoom));
      return { ...key, zoom, x: kept(key.x, group.x, group.width), y: kept(key.y, group.y, group.height) };
    });
    return { ...shot, camera };
  });
}

/** Whether the words move the camera aside. */
export function isSideways(intent: Intent): boolean {
  return intent.beats
    .flat()
    .some(({ move, way }) => move === 'orbit' || (way !== null && way !== 'in' && way !== 'out'));
}

/** The box around all figures, then each one's. */
export function regionsOf(figures: Figure[]): Region[] {
  const boxes = figures.map(({ stands }): Region => ({ ...stands, weight: stands.width * stands.height }));
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
  return [{ x, y, width, height, weight: 1 }, ...boxes];
}
