// Frames that are mixed of several pictures: a shot that comes out of the one before, and the blur of a whip pan.
import { type Camera, cameraOf, shotAt } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';

/** Frame widths (or heights) a frame from which the eye sees single pictures instead of a move: there a shutter blurs. */
const FAST = 0.022;

/** Share of a frame's time in which a shutter is open, frame widths that may lie between two pictures of its blur, and the most of them. */
const OPEN = 0.5;
const FINE = 0.0018;
const MOST = 12;

/** Whether any frame of the film is mixed. Films from clips are not. */
export function mixes(plan: Plan): boolean {
  if (plan.staging !== null) return false;
  if (plan.shots.some(({ dissolve }) => dissolve > 0)) return true;
  if (plan.locations.some(({ becomes }) => becomes !== null)) return true;
  return Array.from({ length: plan.frames }, (_, frame) => speedAt(plan, frame)).some((speed) => speed > FAST);
}

/** The share of a frame that still shows the shot before its own, 0 to 1: all of it until the black in their middle. */
export function leftOver(plan: Plan, frame: number): number {
  const { shot, first } = shotAt(plan, frame);
  const gone = (frame - first + 1) / (shot.dissolve + 1);
  if (shot.way === 'black') return gone < 0.5 ? 1 : 0;
  return gone >= 1 ? 0 : 1 - gone * gone * (3 - 2 * gone);
}

/** The instants (in frames) that a frame shows: one, or in a whip pan those in which its shutter is open. */
export function instantsOf(plan: Plan, frame: number): number[] {
  const speed = plan.staging === null ? speedAt(plan, frame) : 0;
  if (speed <= FAST) return [frame];
  const count = Math.min(MOST, Math.max(2, Math.round((speed * OPEN) / FINE)));
  return Array.from({ length: count }, (_, i) => within(plan, frame + OPEN * ((i + 0.5) / count - 0.5)));
}

/**
 * How far the view goes in that frame, in frame widths or heights. While a clip's motion runs out it counts as none: what blurs in
 * a clip is blurred in its last picture already, and what is sharp there would be blurred for two frames.
 */
function speedAt(plan: Plan, frame: number): number {
  if (plan.joints?.momentum && frame < plan.joints.loose * plan.fps) return 0;
  const { index } = shotAt(plan, frame);
  const [before, after] = [-0.5, 0.5].map((part) => cameraOf(plan, index, within(plan, frame + part))) as [
    Camera,
    Camera,
  ];
  return Math.max(Math.abs(after.x - before.x), Math.abs(after.y - before.y)) * after.zoom;
}

/** An instant of the film: nothing is known of what would be before its first frame or after its last. */
function within({ frames }: Plan, instant: number): number {
  return Math.min(Math.max(instant, 0), frames - 1);
}
