// What of a clip is shown, and where the windows on clips lie in a picture.
import { between, chance } from './chance.ts';
import type { Area } from './plan.ts';

/**
 * Share of a subject's width and height that a frame must hold, or it is shown in a window of another shape; of all its ways, where
 * it wanders through its clip.
 */
const HELD = { stays: 0.62, wanders: 0.97 };

/** What a window holds around a subject, in shares of its clip: how far that goes a look knows only about. */
const AROUND = 0.1;

/** Share of a clip that a frame must show: of less one sees no more than a detail, and is enlarged too far. */
const SHOWN = 0.3;
/** The same unless all of the subject is held: a look may be wrong about where it is, and to hold this share of one known is to be safe. */
const MUCH = 0.4;
const SAFE = 0.85;

/** The largest part of a clip (width / height `clip`) of the shape `shape`, about its subject; heads rather than feet. */
export function cutFor(clip: number, shape: number, subject: Area): Area {
  const width = Math.min(1, shape / clip);
  const height = Math.min(1, clip / shape);
  const x = subject.x + subject.width / 2 - width / 2;
  const high = subject.height > 0.92 * height;
  const y = high ? subject.y - 0.04 * height : subject.y + subject.height / 2 - height / 2;
  return { x: clamp(x, 0, 1 - width), y: clamp(y, 0, 1 - height), width, height };
}

/** Whether a cut of a clip to a shape shows enough of its subject. */
export function holds(shown: Shown, shape: number): boolean {
  const { aspect, subject, wanders, known } = shown;
  const { width, height } = cutFor(aspect, shape, subject);
  const holdsShare = (share: number) => width >= share * subject.width && height >= share * subject.height;
  if (width * height < SHOWN) return false;
  if (wanders) return holdsShare(HELD.wanders);
  if (width * height >= MUCH) return holdsShare(HELD.stays);
  return known ? holdsShare(SAFE) : width >= Math.min(1, subject.width + AROUND) && height >= subject.height;
}

/** A part of a cut of the same shape, about the subject, of which it holds most; heads rather than feet. */
export function nearer(cut: Area, subject: Area, wanted: number): Area {
  const share = clamp(wanted, Math.min(1, (HELD.stays * subject.width) / cut.width), 1);
  const [width, height] = [cut.width * share, cut.height * share];
  const x = subject.x + subject.width / 2 - width / 2;
  const y = subject.y + Math.min(subject.height / 2, 0.55 * height) - height / 2;
  return {
    x: clamp(x, cut.x, cut.x + cut.width - width),
    y: clamp(y, cut.y, cut.y + cut.height - height),
    width,
    height,
  };
}

/** The shape nearest to the wanted one that holds the subject: the clip's own always does. */
function shapeFor(shown: Shown, wanted: number): number {
  const { aspect: clip, subject, known } = shown;
  // Where it is known, all its ways are.
  const room = known ? 0 : 2 * AROUND;
  for (let share = 0; share < 1; share += 0.1) {
    const shape = wanted * (clip / wanted) ** share;
    const { width, height } = cutFor(clip, shape, subject);
    const whole = width >= Math.min(1, subject.width + room) && height >= Math.min(1, subject.height + room);
    if (whole && width * height >= SHOWN) return shape;
  }
  return clip;
}

/** A clip: width / height, and where its subject is: where that is `known`, all places that it comes to, which are many where it `wanders`. */
export type Shown = { aspect: number; subject: Area; known: boolean; wanders: boolean };

/** Shares of the frame: around the group of windows or one that is alone, and between two. */
const MARGIN = { group: 0.075, alone: 0.045 };
const GAP = 0.028;

/** How many windows are in each row, from above: side by side, one above the other, or two and the others below. */
const ORDERS = {
  'side by side': (count: number) => [count],
  stacked: (count: number) => Array.from({ length: count }, () => 1),
  gathered: (count: number) => (count > 2 ? [2, count - 2] : [count]),
};
export type Order = keyof typeof ORDERS;

/** Of those orders the one in which windows on clips show the most; of equals the first. */
export function orderOf(
  clips: Shown[],
  frame: number,
  orders: Order[] = ['side by side', 'stacked', 'gathered'],
): Order {
  const worth = (order: Order) =>
    laidOut(clips, frame, order).reduce((sum, one) => sum + areaOf(one.place) * areaOf(one.cut) ** 0.5, 0);
  return orders.toSorted((a, b) => worth(b) - worth(a))[0]!;
}

/**
 * Windows for clips in a frame of the shape `frame`, from left to right and from above; a little off the straight, by the seed.
 * `size`: share of the room that they take.
 */
export function windowsFor(
  clips: Shown[],
  frame: number,
  size: number,
  seed: number,
  name: string,
  order: Order = orderOf(clips, frame),
): Window[] {
  const best = laidOut(clips, frame, order);
  const margin = marginOf(clips);
  const share = size * between(seed, `${name} size`, 0.94, 1);
  return best.map(({ cut, place }, i) => ({
    cut,
    place: {
      x: 0.5 + (place.x - 0.5) * share + (chance(seed, `${name} x ${i}`) - 0.5) * 0.3 * GAP,
      y: 0.5 + (place.y - 0.5) * share + (chance(seed, `${name} y ${i}`) - 0.5) * 0.5 * margin,
      width: place.width * share,
      height: place.height * share,
    },
  }));
}

type Window = { cut: Area; place: Area };

function areaOf({ width, height }: Area): number {
  return width * height;
}

function marginOf({ length }: Shown[]): number {
  return length > 1 ? MARGIN.group : MARGIN.alone;
}

function laidOut(clips: Shown[], frame: number, order: Order): Window[] {
  const margin = marginOf(clips);
  const side = { x: margin / Math.max(1, frame), y: margin * Math.min(1, frame) };
  const rows = ORDERS[order](clips.length);
  const most = Math.max(...rows);
  const cell = {
    width: (1 - 2 * side.x - (most - 1) * GAP) / most,
    height: (1 - 2 * side.y - (rows.length - 1) * GAP) / rows.length,
  };
  const shaped = (width: number, height: number) =>
    clips.map((shown) => {
      const shape = shapeFor(shown, milder((width / height) * frame, shown.aspect));
      return {
        shape,
        width: Math.min(width, (height * shape) / frame),
        height: Math.min(height, (width / shape) * frame),
      };
    });
  const least = shaped(cell.width, cell.height);
  const sizes =
    most > 1
      ? shaped(cell.width, tidy(least.map(({ height }) => height)))
      : shaped(tidy(least.map(({ width }) => width)), cell.height);
  let first = 0;
  const lines = rows.map((count) => {
    first += count;
    return sizes.slice(first - count, first);
  });
  const heights = lines.map((line) => Math.max(...line.map(({ height }) => height)));
  let top = (1 - heights.reduce((sum, height) => sum + height, 0) - (rows.length - 1) * GAP) / 2;
  return lines
    .flatMap((line, row) => {
      let left = (1 - line.reduce((sum, { width }) => sum + width, 0) - (line.length - 1) * GAP) / 2;
      const middle = top + heights[row]! / 2;
      top += heights[row]! + GAP;
      return line.map(({ shape, width, height }) => {
        left += width + GAP;
        return { shape, place: { x: left - width - GAP, y: middle - height / 2, width, height } };
      });
    })
    .map(({ shape, place }, i) => ({ cut: cutFor(clips[i]!.aspect, shape, clips[i]!.subject), place }));
}

/** What windows of these sizes may have at most, so that they make a tidy row: the least, but not much less than others. */
function tidy(sizes: number[]): number {
  return Math.max(Math.min(...sizes), 0.7 * Math.max(...sizes));
}

/** A wanted shape drawn towards the clip's own, so that a cut takes no more than about half of a clip. */
function milder(wanted: number, clip: number): number {
  return clamp(wanted, clip * 0.5, clip * 1.7);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
