// Screens: what the drawing threads read of the clips. Each frame of the film that is under way has one in shared memory,
// with a plate for the clip that fills the frame or a sheet for each figure in it.
import { cameraAt } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';
import type { Figure, Staged } from '../plan/staged.ts';
import { ROOM } from './cut-outs.ts';
import { TABLE_BYTES } from './grade.ts';
import { BORDER, layPlate, type Plate } from './plate.ts';

/**
 * A figure's plate: its window on the clip with room around it for a shadow. `pad`: pixels from the plate's edge to the
 * window (even). `cover` and `keep`: byte offsets of two planes laid out as the plate's luma, 0 to 255: how much of the
 * figure is seen, and how much of what is behind it. They are the same for a window in every frame.
 */
export type Sheet = { plate: Plate; pad: number; cover: number; keep: number };

/** What one frame shows of the clips, in one shot. */
type Screen = { filmed: Plate | null; sheets: Sheet[] };

/**
 * By slot of the ring and by shot; what one thread draws figures into before they are laid over the frame; and room for the
 * tables of a grade, and for telling subjects from what is behind them, where figures are printed.
 */
export type Screens = { slots: Screen[][]; easels: Easel[]; tables: number; room: number };

/** Byte offsets of planes of the frame's size (the slot's strides): luma, U, V, and the two of a sheet. */
export type Easel = { y: number; u: number; v: number; cover: number; keep: number };

/** A window's shadow reaches that far, in shares of the frame's shorter side. */
const SHADOW = 0.06;
/** Radius of a window's corners, and by how much its shadow falls below it. */
const CORNER = 0.022;
const FALL = 0.012;
const DARKNESS = 0.36;

/** Lays the screens out; `take` hands out byte ranges. Slots share the same place for all their shots. */
export function layScreens(plan: Plan, slots: number, threads: number, take: (bytes: number) => number): Screens {
  const { width, height, staging } = plan;
  const shots = staging!.shots;
  const masks = shots.map((staged, i) =>
    staged.figures.map((figure) => (figure.cut_out ? null : layMasks(plan, figure, i, take))),
  );
  const lay = (): Screen[] => {
    const sizes = shots.map((staged, i) => {
      let bytes = 0;
      layScreen(plan, staged, i, masks[i]!, (count) => {
        bytes += aligned(count);
        return 0;
      });
      return bytes;
    });
    const start = take(Math.max(...sizes));
    return shots.map((staged, i) => {
      let end = start;
      return layScreen(plan, staged, i, masks[i]!, (count) => {
        end += aligned(count);
        return end - aligned(count);
      });
    });
  };
  const figured = shots.some(({ figures }) => figures.length > 0);
  const plane = Math.ceil(width / 64) * 64 * height;
  const easel = (): Easel => ({
    y: take(plane),
    u: take(plane / 4),
    v: take(plane / 4),
    cover: take(plane),
    keep: take(plane),
  });
  return {
    slots: Array.from({ length: slots }, lay),
    easels: figured ? Array.from({ length: threads }, easel) : [],
    tables: take(TABLE_BYTES),
    room: take(shots.some(({ figures }) => figures.some((figure) => figure.cut_out)) ? ROOM : 0),
  };
}

function aligned(bytes: number): number {
  return (bytes + 16 + 63) & ~63;
}

type Masks = { cover: number; keep: number };

function layMasks(plan: Plan, figure: Figure, shot: number, take: (bytes: number) => number): Masks {
  const { width, height } = sheetSize(plan, figure, shot);
  const bytes = (width + 2 * BORDER) * (height + 2 * BORDER);
  return { cover: take(bytes), keep: take(bytes) };
}

function layScreen(
  plan: Plan,
  staged: Staged,
  shot: number,
  masks: (Masks | null)[],
  take: (bytes: number) => number,
): Screen {
  return {
    filmed: staged.filmed && layPlate(plan.width, plan.height, 0, take),
    sheets: staged.figures.map((figure, i) => {
      const { width, height, pad } = sheetSize(plan, figure, shot);
      const own = masks[i] ?? layMasks(plan, figure, shot, take);
      return { plate: layPlate(width, height, 0, take), pad, ...own };
    }),
  };
}

/** A sheet is as large as its figure is ever seen in its shot. */
function sheetSize(plan: Plan, { place }: Figure, shot: number): { width: number; height: number; pad: number } {
  let first = 0;
  for (const { frames } of plan.shots.slice(0, shot)) first += frames;
  const last = first + plan.shots[shot]!.frames - 1;
  const zoom = Math.min(1.4, Math.max(cameraAt(plan, first).zoom, cameraAt(plan, last).zoom));
  const pad = even(SHADOW * Math.min(plan.width, plan.height) * zoom);
  return {
    width: Math.max(4, even(place.width * plan.width * zoom)) + 2 * pad,
    height: Math.max(4, even(place.height * plan.height * zoom)) + 2 * pad,
    pad,
  };
}

/** Writes the masks of windows: round corners, and a soft shadow below. */
export function maskWindows(bytes: Uint8Array, plan: Plan, screens: Screens): void {
  for (const [shot, { sheets }] of screens.slots[0]!.entries()) {
    for (const [i, sheet] of sheets.entries()) {
      if (!plan.staging!.shots[shot]!.figures[i]!.cut_out) maskWindow(bytes, sheet);
    }
  }
}

function maskWindow(bytes: Uint8Array, { plate, pad, cover, keep }: Sheet): void {
  const scale = pad / SHADOW;
  const [radius, fall, spread] = [CORNER * scale, FALL * scale, (pad - FALL * scale) / 2.8];
  const middle = { x: plate.width / 2, y: plate.height / 2 };
  // A pixel less than the window, so that no tap at its edge reaches beyond what is shown in it.
  const half = { x: middle.x - pad - 1.5, y: middle.y - pad - 1.5 };
  for (let y = -plate.margin; y < plate.height + plate.margin; y++) {
    const row = (y + plate.margin) * plate.lumaStride + plate.margin;
    for (let x = -plate.margin; x < plate.width + plate.margin; x++) {
      const [dx, dy] = [Math.abs(x + 0.5 - middle.x) - half.x, y + 0.5 - middle.y];
      const seen = clamp(0.5 - outside(dx, Math.abs(dy) - half.y, radius));
      const away = Math.max(0, outside(dx, Math.abs(dy - fall) - half.y, radius)) / spread;
      const inside = x >= 0 && y >= 0 && x < plate.width && y < plate.height;
      const shade = inside ? DARKNESS * Math.exp(-0.5 * away * away) * clamp(3 - away) : 0;
      bytes[cover + row + x] = Math.round(255 * seen);
      bytes[keep + row + x] = Math.round(255 * (1 - seen) * (1 - shade));
    }
  }
}

/** How far a point lies outside a box with round corners, when it is `dx` and `dy` beyond its straight edges. */
function outside(dx: number, dy: number, radius: number): number {
  const [x, y] = [dx + radius, dy + radius];
  return Math.hypot(Math.max(0, x), Math.max(0, y)) + Math.min(0, Math.max(x, y)) - radius;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function even(size: number): number {
  return Math.round(size / 2) * 2;
}
