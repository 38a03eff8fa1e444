// How those who go about in their clip go in the film: by their own steps to where they are to stand, and there they stay.
import type { ClipLook } from '../look/clip-look.ts';
import type { Span } from './runs.ts';
import type { Figure, Passage, Run } from './staged.ts';

type Subject = NonNullable<ClipLook['cut_out']>;

/** Seconds before the end of their way in which they may stop: where they are narrowest, since legs are together then. */
const STOPS = 1.3;

/** Seconds in which a step comes to rest. */
const SLOWS = 0.5;

/** Share of a shot in which who comes in is at the place. */
const ARRIVED = 0.8;

/** Share of the own way that who leaves has left for it, at most. */
const FAREWELL = 0.4;

/** Shares of the picture's width: beside it, where nobody is seen any more, and within it, where all of somebody is. */
const OUTSIDE = 0.03;
const WITHIN = 0.015;

/** Which way somebody goes through a clip; null: neither, or to and fro. */
export function headingOf({ steps, breadth }: Subject): 'left' | 'right' | null {
  const moved = middleOf(steps, steps.at(-1)!.picture) - middleOf(steps, steps[0]!.picture);
  return Math.abs(moved) < 0.5 * breadth ? null : moved > 0 ? 'right' : 'left';
}

/**
 * A figure's way through the span of a shot, which ends at its `stands` where there is time for it: the figure placed so, with as much
 * of its passages as its own steps leave over, and the runs of its clip (pictures from the first that is shown). `before`: the
 * picture that the shot before ended with, null in the first; `begins`: the frame before which it stands where it is.
 */
export function walked(
  subject: Subject,
  figure: Figure,
  span: Span & { begins: number },
  before: number | null,
  fps: number,
): { figure: Figure; runs: Run[] } {
  const { steps, home } = subject;
  const { cut, place, stands, mirrored, enters, leaves } = figure;
  const scale = place.width / cut.width;
  const half = (subject.breadth * scale) / 2;
  const goal = stands.x + stands.width / 2;
  // Where it is not to stand somewhere it goes about around there.
  const roams = !home && enters === null && stands.width > 4 * half;
  const waits = before === null && span.begins > span.from && span.begins < span.to;
  const from = enters?.frame ?? (waits ? span.begins : span.from);
  const time = (leaves?.frame ?? span.to) - from;
  const first = steps[0]!.picture;
  const end = steps.at(-1)!.picture;
  const last = leaves === null ? end : end - Math.round(Math.min(leaves.frames, FAREWELL * (end - first)));
  const stop = stopIn(steps, Math.max(first, last - STOPS * fps), last);
  const aside = (picture: number) => {
    const x = middleOf(steps, picture);
    return scale * (mirrored ? cut.x + cut.width - x : x - cut.x);
  };
  const slow = 2 * Math.floor(Math.min(SLOWS * fps, stop - first) / 2);
  /** Where it is at a picture once it stands at its goal, or in its own place. */
  const at = (picture: number) => (home ? place.x : goal - aside(stop)) + aside(picture);
  const isOutside = (picture: number) =>
    enters !== null && (enters.side === 'left' ? at(picture) < -half - OUTSIDE : at(picture) > 1 + half + OUTSIDE);
  const isWithin = (picture: number) => at(picture) > half + WITHIN && at(picture) < 1 - half - WITHIN;
  const goesOn = (picture: number) => (enters === null ? home || roams || isWithin(picture) : !isOutside(picture + 1));
  let start = stop;
  while (start > first && goesOn(start - 1)) start--;
  const most = Math.max(0, Math.floor(enters === null ? time : ARRIVED * time) - slow / 2);
  start = Math.max(start, stop - most);
  if (before !== null && enters === null && before > start && stop - before > 0.6 * time) start = before;
  const x = home ? place.x : goal - (roams ? (aside(start) + aside(stop)) / 2 : aside(stop));
  const runs: Run[] = [];
  if (enters === null && waits) runs.push({ frame: span.from, picture: start, eases: 0, rests: 0 });
  runs.push({ frame: from, picture: start, eases: 0, rests: null });
  const slows = Math.max(start, stop - slow / 2);
  runs.push({ frame: from + slows - start, picture: slows, eases: 0, rests: 2 * (stop - slows) });
  if (leaves !== null && stop < end) {
    runs.push({ frame: leaves.frame, picture: stop, eases: 0, rests: null });
    runs.push({ frame: leaves.frame + end - stop, picture: end, eases: 0, rests: 0 });
  }
  const gone = leaves && Math.min(end, stop + leaves.frames);
  return {
    figure: {
      ...figure,
      place: { ...place, x },
      enters: enters && { ...enters, by: missing(enters, x + aside(start), half) },
      leaves: leaves && { ...leaves, by: missing(leaves, x + aside(gone!), half) },
    },
    runs,
  };
}

/** How much farther than there somebody is to be outside, on that side. */
function missing({ side }: Passage, middle: number, half: number): number {
  return side === 'left' ? Math.min(0, -half - OUTSIDE - middle) : Math.max(0, 1 + half + OUTSIDE - middle);
}

/** The picture among those in which somebody is narrowest; the later of equals. */
function stopIn(steps: Subject['steps'], from: number, to: number): number {
  const near = steps.filter(({ picture }) => picture >= from && picture <= to);
  const narrowest = Math.min(...near.map(({ left, right }) => right - left));
  return near.findLast(({ left, right }) => right - left < 1.04 * narrowest)?.picture ?? Math.floor(to);
}

/** The middle of somebody at a picture, in shares of the clip's width. */
function middleOf(steps: Subject['steps'], picture: number): number {
  const next = Math.max(
    1,
    steps.findIndex((step) => step.picture >= picture),
  );
  const [a, b] = [steps[next - 1]!, steps[next] ?? steps.at(-1)!];
  const share = b.picture === a.picture ? 0 : Math.min(1, Math.max(0, (picture - a.picture) / (b.picture - a.picture)));
  const middle = ({ left, right }: Subject['steps'][number]) => (left + right) / 2;
  return middle(a) + share * (middle(b) - middle(a));
}
