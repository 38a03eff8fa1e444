// What is cut out of a picture, fitted to its outlines; src/draw/uncovered.ts says how. The memory holds, one
// after the other: the rough cut (f32 samples), the picture (R, G, B bytes), then bytes a pixel: how much of it is cut out (the
// cover) and how much is not; then what is behind it (R, G, B), and room.
import { sampled } from './filling';
import { box, guide } from './means';

/** Side of the picture in which a cut is fitted to outlines, against the picture's. */
const FITTED = 4;

/** How far a subject's outline may be moved to fit, as shares of the cut around it: more would be another thing's. */
const MOST: f64 = 0.66;
const LEAST: f64 = 0.3;
const SOFT: f64 = 0.12;

/** The picture's size, and where all of it lies. */
export let width: i32 = 0;
export let height: i32 = 0;
export let picture: usize = 0;
export let covers: usize = 0;
let keeps: usize = 0;
export let behind: usize = 0;
export let room: usize = 0;

export function lay(across: i32, down: i32, columns: i32, rows: i32): void {
  const pixels = <usize>(columns * rows);
  width = columns;
  height = rows;
  picture = <usize>(across * down) << 2;
  covers = picture + 3 * pixels;
  keeps = covers + pixels;
  behind = keeps + pixels;
  room = (behind + 3 * pixels + 15) & ~15;
}

@inline
function lumaAt(pixel: i32): f64 {
  const at = picture + <usize>(3 * pixel);
  return (0.3 * <f64>load<u8>(at) + 0.59 * <f64>load<u8>(at, 1) + 0.11 * <f64>load<u8>(at, 2)) / 255;
}

/**
 * Fits the rough cut, `across` × `down` samples, to the outlines of the picture, `columns` × `rows` pixels: makes the cover and the rest.
 * `sky`: whether it stands before one. Room for twelve planes of a quarter of the picture's size each way.
 */
export function cover(across: i32, down: i32, columns: i32, rows: i32, sky: bool): void {
  lay(across, down, columns, rows);
  const w = (columns + FITTED - 1) / FITTED;
  const h = (rows + FITTED - 1) / FITTED;
  const bytes = <usize>(w * h) << 2;
  const mask = room;
  const luma = room + bytes;
  const slopes = room + 2 * bytes;
  const offsets = room + 3 * bytes;
  const near = room + 4 * bytes;
  const spare = room + 5 * bytes;
  let at: usize = 0;
  for (let y = 0; y < h; y++) {
    const v = ((<f64>y + 0.5) * <f64>down) / <f64>h - 0.5;
    const row = min(rows - 1, y * FITTED + 2) * columns;
    for (let x = 0; x < w; x++, at += 4) {
      store<f32>(mask + at, <f32>sampled(0, across, down, ((<f64>x + 0.5) * <f64>across) / <f64>w - 0.5, v));
      store<f32>(luma + at, <f32>lumaAt(row + min(columns - 1, x * FITTED + 2)));
    }
  }
  guide(mask, luma, slopes, offsets, spare, w, h, max(3, <i32>(<f64>w / 90 + 0.5)), 4e-4);
  box(mask, spare, spare + bytes, w, h, 3);
  box(spare + bytes, spare, near, w, h, 3);
  for (let y = 0; y < rows; y++) coverRow(y, near, slopes, offsets, w, h, sky);
}

function coverRow(y: i32, near: usize, slopes: usize, offsets: usize, w: i32, h: i32, sky: bool): void {
  // Before a sky rather too much than too little: what of it comes along is not seen, what is missing is.
  const middle: f64 = sky ? 0.3 : 0.5;
  const v = (<f64>y + 0.5) / FITTED - 0.5;
  const blocks = near + (<usize>(min(h - 1, y >> 2) * w) << 2);
  const row = y * width;
  for (let x = 0; x < width; x++) {
    const at = row + x;
    const around = <f64>load<f32>(blocks + (<usize>min(w - 1, x >> 2) << 2));
    let covered: i32;
    // Away from the rough cut's edge there is nothing to fit.
    if (around < 0.01 || around > 0.99) covered = around < 0.5 ? 0 : 255;
    else {
      const u = (<f64>x + 0.5) / FITTED - 0.5;
      const fitted = sampled(slopes, w, h, u, v) * lumaAt(at) + sampled(offsets, w, h, u, v);
      const seen = min<f64>(1, max<f64>(0, (fitted - middle) * 2.6 + 0.5));
      covered = <i32>(255 * (sky ? seen : kept(seen, sampled(near, w, h, u, v))) + 0.5);
    }
    store<u8>(covers + at, <u8>covered);
    store<u8>(keeps + at, <u8>(255 - covered));
  }
}

/** A share that was fitted, where the rough cut allows it: `around` is the cut's own share around there. */
@inline
function kept(seen: f64, around: f64): f64 {
  const least = (around - MOST) / SOFT;
  const most = (around - LEAST) / SOFT;
  return min<f64>(max<f64>(seen, min<f64>(1, least)), max<f64>(0, most));
}

/** Differences from what is behind it that are not seen where nothing of a pixel is cut out, 0 to 255. */
const UNSEEN = 5;

/**
 * Takes what is behind it out of the picture where only a part of a pixel is cut out, in place: laid over what is behind, as much
 * of it as the cover says, it is the picture again, so that nothing is seen of the cut before the two move apart. The cover grows
 * where no colour could make up for the difference.
 */
export function clear(across: i32, down: i32, columns: i32, rows: i32): void {
  lay(across, down, columns, rows);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const covered = <i32>load<u8>(covers + pixel);
    if (covered == 255) continue;
    const at = <usize>(3 * pixel);
    let least = covered;
    let most = 0;
    for (let c: usize = 0; c < 3; c++) {
      const back = <i32>load<u8>(behind + at + c);
      const more = <i32>load<u8>(picture + at + c) - back;
      const room = more > 0 ? 255 - back : back;
      most = max(most, abs(more));
      if (more != 0) least = max(least, (255 * abs(more) + room - 1) / room);
    }
    if (covered == 0 && most <= UNSEEN) continue;
    store<u8>(covers + pixel, <u8>least);
    store<u8>(keeps + pixel, <u8>(255 - least));
    if (least == 0) continue;
    for (let c: usize = 0; c < 3; c++) {
      const back = <i32>load<u8>(behind + at + c);
      const more = 255 * (<i32>load<u8>(picture + at + c) - back);
      const half = more > 0 ? least >> 1 : -(least >> 1);
      store<u8>(picture + at + c, <u8>min(255, max(0, back + (more + half) / least)));
    }
  }
}
