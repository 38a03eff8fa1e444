// Views of several people whose edges go between them.
import type { Span } from '../look/look.ts';
import { type Camera, reach, within } from './camera.ts';

/** Hair beside a face, in widths of that. */
const HAIR = 0.45;

/** How far aside of its framing a shot may begin, in widths of the picture. */
export const MOST_ASIDE = 0.16;

/** The zoom that a camera has at least to move. */
const LEAST = 1.04;

/** Widths of the picture, step by step, that a view is moved aside, and how much nearer it may be then. */
const STEP = 0.01;
const NEARER = [1, 1.08, 1.16, 1.25];

/** The view moved aside, at most so far, or a little nearer besides, that its edges cut no face; as it is where none is right. */
export function sparing(
  view: Camera,
  faces: Span[],
  aspect: number,
  { most, fits }: { most: number; fits: (view: Camera) => boolean },
): Camera {
  if (faces.length === 0) return view;
  const steps = Array.from({ length: Math.round(most / STEP) }, (_, i) => STEP * (i + 1));
  const aside = [0, ...steps.flatMap((step) => [step, -step])];
  const views = NEARER.flatMap((nearer) =>
    aside.map((step) => within({ ...view, zoom: view.zoom * nearer, x: view.x + step }, aspect)),
  );
  return views.find((one) => fits(one) && !cutsOne(one, faces, aspect)) ?? view;
}

/** The zoom at which a view still holds all of them, with a little room to move; Infinity where nobody is. */
export function holding(faces: Span[]): number {
  const [first, last] = [faces[0], faces.at(-1)];
  if (first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
  const left = Math.max(0, first.left - HAIR * (first.right - first.left));
  const right = Math.min(1, last.right + HAIR * (last.right - last.left));
  return Math.max(LEAST, 0.98 / (right - left));
}

function cutsOne(view: Camera, faces: Span[], aspect: number): boolean {
  const half = reach(view, aspect).x / view.zoom;
  // What the picture itself cuts off is nobody's fault.
  const edges = [view.x - half, view.x + half].filter((edge) => edge > 0.002 && edge < 0.998);
  const cuts = (edge: number, { left, right }: Span) => {
    const hair = HAIR * (right - left);
    return edge > left - hair && edge < right + hair;
  };
  return edges.some((edge) => faces.some((face) => cuts(edge, face)));
}
