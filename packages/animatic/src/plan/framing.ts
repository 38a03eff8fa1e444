// What of a clip is shown, and where the windows on clips lie in a picture.
import { between, chance } from './chance.ts';
import type { Area } from './plan.ts';

/** Share of a subject's width and height that a frame must hold, or it is shown in a window of another shape. */
const HELD = 0.62;

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
export function holds(clip: number, shape: number, subject: Area): boolean {
  const { width, height } = cutFor(clip, shape, subject);
  return width >= HELD * subject.width && height >= HELD * subject.height;
}

/** The shape nearest to the wanted one that holds the subject: the clip's own always does. */
function shapeFor(clip: number, wanted: number, subject: Area): number {
  for (let share = 0; share < 1; share += 0.1) {
    const shape = wanted * (clip / wanted) ** share;
    if (holds(clip, shape, subject)) return shape;
  }
  return clip;
}

type Shown = { aspect: number; subject: Area };

/** Shares of the frame: around the group of windows, and between two. */
const MARGIN = 0.07;
const GAP = 0.028;
/** A window that is alone leaves that much of the picture around it to be seen. */
const ALONE = 0.74;

/**
 * Windows for clips, in that order, in a frame of the shape `frame`: side by side or one above the other, whichever loses
 * less of them; a little off the straight, by the seed.
 */
export function windowsFor(clips: Shown[], frame: number, seed: number, name: string): { cut: Area; place: Area }[] {
  const rows = laidOut(clips, frame, 'rows');
  const columns = laidOut(clips, frame, 'columns');
  const best = rows.size > columns.size ? rows : columns;
  const size = between(seed, `${name} size`, 0.93, 1);
  return best.windows.map(({ cut, place }, i) => ({
    cut,
    place: {
      x: 0.5 + (place.x - 0.5) * size + (chance(seed, `${name} x ${i}`) - 0.5) * 0.3 * GAP,
      y: 0.5 + (place.y - 0.5) * size + (chance(seed, `${name} y ${i}`) - 0.5) * 0.5 * MARGIN,
      width: place.width * size,
      height: place.height * size,
    },
  }));
}

function laidOut(clips: Shown[], frame: number, way: 'rows' | 'columns') {
  const across = way === 'columns' ? clips.length : 1;
  const down = way === 'rows' ? clips.length : 1;
  const inner = clips.length === 1 ? ALONE : 1;
  const side = { x: MARGIN / Math.max(1, frame), y: MARGIN * Math.min(1, frame) };
  const cell = {
    width: ((1 - 2 * side.x - (across - 1) * GAP) / across) * inner,
    height: ((1 - 2 * side.y - (down - 1) * GAP) / down) * inner,
  };
  // Windows of very unlike heights in a row, or widths in a column, look untidy: the cell's own shape is wanted first.
  const wanted = (cell.width / cell.height) * frame;
  const shapes = clips.map(({ aspect, subject }) => shapeFor(aspect, milder(wanted, aspect), subject));
  const sizes = shapes.map((shape) => ({
    width: Math.min(cell.width, (cell.height * shape) / frame),
    height: Math.min(cell.height, (cell.width / shape) * frame),
  }));
  const length = sizes.reduce((sum, size) => sum + (way === 'columns' ? size.width : size.height), 0);
  let at = (1 - length - (clips.length - 1) * GAP) / 2;
  const windows = sizes.map(({ width, height }, i) => {
    const place =
      way === 'columns' ? { x: at, y: (1 - height) / 2, width, height } : { x: (1 - width) / 2, y: at, width, height };
    at += (way === 'columns' ? width : height) + GAP;
    return { cut: cutFor(clips[i]!.aspect, shapes[i]!, clips[i]!.subject), place };
  });
  return {
    windows,
    size: windows.reduce(
      (sum, { place, cut }) => sum + place.width * place.height * Math.sqrt(cut.width * cut.height),
      0,
    ),
  };
}

/** A wanted shape drawn towards the clip's own, so that a cut takes no more than about half of a clip. */
function milder(wanted: number, clip: number): number {
  return clamp(wanted, clip * 0.5, clip * 1.6);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
