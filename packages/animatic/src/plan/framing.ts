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

/** Share of a clip that a frame must show, whatever its subject: of less one sees no more than a detail. */
const SHOWN = 0.4;

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
export function holds({ aspect, subject, wanders }: Shown, shape: number): boolean {
  const { width, height } = cutFor(aspect, shape, subject);
  const held = wanders ? HELD.wanders : HELD.stays;
  return width * height >= SHOWN && width >= held * subject.width && height >= held * subject.height;
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
  const { aspect: clip, subject, wanders } = shown;
  // Of who wanders all ways are known.
  const room = wanders ? 0 : 2 * AROUND;
  for (let share = 0; share < 1; share += 0.1) {
    const shape = wanted * (clip / wanted) ** share;
    const { width, height } = cutFor(clip, shape, subject);
    const whole = width >= Math.min(1, subject.width + room) && height >= Math.min(1, subject.height + room);
    if (whole && width * height >= SHOWN) return shape;
  }
  return clip;
}

/** A clip: width / height, and where its subject is, or, where it wanders, all places that it comes to. */
export type Shown = { aspect: number; subject: Area; wanders: boolean };

/** Shares of the frame: around the group of windows, and between two. */
const MARGIN = 0.075;
const GAP = 0.028;

/**
 * Windows for clips, in that order, in a frame of the shape `frame`: side by side or one above the other, whichever loses
 * less of them; a little off the straight, by the seed. `size`: share of the room that they take.
 */
export function windowsFor(clips: Shown[], frame: number, size: number, seed: number, name: string): Window[] {
  const rows = laidOut(clips, frame, 'rows');
  const columns = laidOut(clips, frame, 'columns');
  const worth = (windows: Window[]) =>
    windows.reduce((sum, one) => sum + areaOf(one.place) * areaOf(one.cut) ** 0.5, 0);
  const best = worth(rows) > worth(columns) ? rows : columns;
  const share = size * between(seed, `${name} size`, 0.94, 1);
  return best.map(({ cut, place }, i) => ({
    cut,
    place: {
      x: 0.5 + (place.x - 0.5) * share + (chance(seed, `${name} x ${i}`) - 0.5) * 0.3 * GAP,
      y: 0.5 + (place.y - 0.5) * share + (chance(seed, `${name} y ${i}`) - 0.5) * 0.5 * MARGIN,
      width: place.width * share,
      height: place.height * share,
    },
  }));
}

type Window = { cut: Area; place: Area };

function areaOf({ width, height }: Area): number {
  return width * height;
}

function laidOut(clips: Shown[], frame: number, way: 'rows' | 'columns'): Window[] {
  const across = way === 'columns' ? clips.length : 1;
  const down = way === 'rows' ? clips.length : 1;
  const side = { x: MARGIN / Math.max(1, frame), y: MARGIN * Math.min(1, frame) };
  const cell = {
    width: (1 - 2 * side.x - (across - 1) * GAP) / across,
    height: (1 - 2 * side.y - (down - 1) * GAP) / down,
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
    way === 'columns'
      ? shaped(cell.width, tidy(least.map(({ height }) => height)))
      : shaped(tidy(least.map(({ width }) => width)), cell.height);
  const length = sizes.reduce((sum, size) => sum + (way === 'columns' ? size.width : size.height), 0);
  let at = (1 - length - (clips.length - 1) * GAP) / 2;
  return sizes.map(({ shape, width, height }, i) => {
    const place =
      way === 'columns' ? { x: at, y: (1 - height) / 2, width, height } : { x: (1 - width) / 2, y: at, width, height };
    at += (way === 'columns' ? width : height) + GAP;
    return { cut: cutFor(clips[i]!.aspect, shape, clips[i]!.subject), place };
  });
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
