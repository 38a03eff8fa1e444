// What is cut out of a picture, fitted to its outlines, and what is behind it; src/draw/uncovered.ts says how. The memory holds, one
// after the other: the rough cut (f32 samples), the picture (R, G, B bytes), then bytes a pixel: how much of it is cut out (the
// cover) and how much is not; then what is behind it (R, G, B), and room.
import { fill, sampled } from './filling';
import { box, guide } from './means';

/** Side of the picture in which a cut is fitted to outlines, against the picture's. */
const FITTED = 4;

/** How far a subject's outline may be moved to fit, as shares of the cut around it: more would be another thing's. */
const MOST: f64 = 0.66;
const LEAST: f64 = 0.3;
const SOFT: f64 = 0.12;

/** Side of the blocks in which holes are filled, in pixels. */
const BLOCK = 8;

/** How far behind its edge what is cut out may come to show what is hidden, in widths; half of that is mirrored. */
const REVEALED: f64 = 0.07;

/** The picture's size, and where all of it lies. */
let width: i32 = 0;
let height: i32 = 0;
let picture: usize = 0;
let covers: usize = 0;
let keeps: usize = 0;
let behind: usize = 0;
let room: usize = 0;

function lay(across: i32, down: i32, columns: i32, rows: i32): void {
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

/** The planes of blocks, all of one size. */
let w: i32 = 0;
let h: i32 = 0;
let bytes: usize = 0;
const FILLS = 0;
const HIDDEN = 3;
const REACH = 4;
const HOLES = 5;
const ACROSS = 6;
const DOWN = 7;
const SURE = 8;
const SPARE = 9;

@inline
function block(plane: i32): usize {
  return room + <usize>plane * bytes;
}

/**
 * Makes up the picture behind its cover. `textured`: whether anything is mirrored; in a sky a star would become a streak. Room for
 * sixteen planes of an eighth of the picture's size each way.
 */
export function uncover(across: i32, down: i32, columns: i32, rows: i32, textured: bool): void {
  lay(across, down, columns, rows);
  w = (columns + BLOCK - 1) / BLOCK;
  h = (rows + BLOCK - 1) / BLOCK;
  bytes = <usize>(w * h) << 2;
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) meanOf(x, y);
  const open = block(ACROSS);
  // The block beside the outline has the outline's own blur in it.
  box(open, block(SPARE), block(SURE), w, h, 1);
  for (let i: usize = 0; i < bytes; i += 4) {
    const around = load<f32>(block(SURE) + i);
    const sure: f32 = around > 0.999 ? 1 : 0;
    store<f32>(block(SURE) + i, sure);
    store<f32>(block(HOLES) + i, 1 - sure);
    // No more is made up than the blur may hide: as the camera sets out, all that is would be seen to change.
    store<f32>(block(HIDDEN) + i, sure == 1 ? 0 : 1 - around);
  }
  for (let c = 0; c < 3; c++) fill(block(FILLS + c), block(SURE), block(SPARE), w, h);
  box(block(HIDDEN), block(SPARE), block(REACH), w, h, <i32>(REVEALED * <f64>w + 0.5));
  if (textured) mirror();
  const farthest = textured ? max(1, <i32>((REVEALED * <f64>w) / 2 + 0.5)) : 0;
  memory.copy(behind, picture, 3 * <usize>(width * height));
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = <usize>(y * w + x) << 2;
      if (load<f32>(block(HIDDEN) + at) == 0 || <f64>load<f32>(block(REACH) + at) > 0.9999) continue;
      for (let row = y * BLOCK; row < min(height, (y + 1) * BLOCK); row++) uncoverRow(x * BLOCK, row, farthest);
    }
  }
}

/** Notes the mean colour of every other pixel of a block, and whether nothing of it is cut out. */
function meanOf(x: i32, y: i32): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  let open = true;
  for (let row = y * BLOCK; open && row < min(height, (y + 1) * BLOCK); row += 2) {
    for (let column = x * BLOCK; column < min(width, (x + 1) * BLOCK); column += 2) {
      const pixel = row * width + column;
      if (load<u8>(covers + pixel) > 0) {
        open = false;
        break;
      }
      const at = picture + <usize>(3 * pixel);
      red += load<u8>(at);
      green += load<u8>(at, 1);
      blue += load<u8>(at, 2);
      count++;
    }
  }
  const at = <usize>(y * w + x) << 2;
  store<f32>(block(ACROSS) + at, open ? 1 : 0);
  store<f32>(block(FILLS) + at, open ? <f32>(<f64>red / <f64>count) : 0);
  store<f32>(block(FILLS + 1) + at, open ? <f32>(<f64>green / <f64>count) : 0);
  store<f32>(block(FILLS + 2) + at, open ? <f32>(<f64>blue / <f64>count) : 0);
}

/** For each block of a hole the way to the nearest one outside, in blocks, nothing elsewhere (after Danielsson 1980); a little blurred. */
function mirror(): void {
  for (let i: usize = 0; i < bytes; i += 4) {
    const far: f32 = load<f32>(block(HOLES) + i) == 0 ? 0 : <f32>(w + h);
    store<f32>(block(ACROSS) + i, far);
    store<f32>(block(DOWN) + i, far);
  }
  for (let sweep = 0; sweep < 3; sweep++) {
    const side = sweep == 1 ? -1 : 1;
    for (let k = 0; k < w * h; k++) {
      const at = side == 1 ? k : w * h - 1 - k;
      if (load<f32>(block(HOLES) + (<usize>at << 2)) == 0) continue;
      const x = at % w;
      const y = at / w;
      for (let right = -1; right <= 1; right++) look(at, x, y, right, -side);
      look(at, x, y, -side, 0);
      look(at, x, y, side, 0);
    }
  }
  // Where two edges are as near, one side would break off and the other begin.
  for (let plane = ACROSS; plane <= DOWN; plane++) {
    box(block(plane), block(SPARE), block(SPARE + 1), w, h, 2);
    memory.copy(block(plane), block(SPARE + 1), bytes);
  }
}

function look(at: i32, x: i32, y: i32, right: i32, below: i32): void {
  if (x + right < 0 || x + right >= w || y + below < 0 || y + below >= h) return;
  const to = <usize>at << 2;
  const from = <usize>(at + below * w + right) << 2;
  const dx = <f64>load<f32>(block(ACROSS) + from) + <f64>right;
  const dy = <f64>load<f32>(block(DOWN) + from) + <f64>below;
  const ownX = <f64>load<f32>(block(ACROSS) + to);
  const ownY = <f64>load<f32>(block(DOWN) + to);
  if (dx * dx + dy * dy >= ownX * ownX + ownY * ownY) return;
  store<f32>(block(ACROSS) + to, <f32>dx);
  store<f32>(block(DOWN) + to, <f32>dy);
}

/** Fills a row of a block; `farthest`: blocks from the edge to which it is mirrored, 0 where it is not. */
function uncoverRow(left: i32, y: i32, farthest: i32): void {
  const v = (<f64>y + 0.5) / BLOCK - 0.5;
  for (let x = left; x < min(width, left + BLOCK); x++) {
    const u = (<f64>x + 0.5) / BLOCK - 0.5;
    const pixel = y * width + x;
    const covered = load<u8>(covers + pixel);
    const hidden = 2 * sampled(block(HIDDEN), w, h, u, v) - 0.6;
    const share: f64 = covered == 255 ? 1 : min<f64>(1, max<f64>(<f64>covered / 64, hidden));
    if (share <= 0) continue;
    const at = <usize>(3 * pixel);
    let from: usize = 0;
    let mirrored: f64 = 0;
    if (farthest > 0) {
      const dx = sampled(block(ACROSS), w, h, u, v);
      const dy = sampled(block(DOWN), w, h, u, v);
      const there = u + 2 * dx;
      const down = v + 2 * dy;
      if (there >= 0 && down >= 0 && there <= <f64>(w - 1) && down <= <f64>(h - 1)) {
        const near = min<f64>(1, 2 - (2 * Math.sqrt(dx * dx + dy * dy)) / <f64>farthest);
        mirrored = max<f64>(0, near * (1 - min<f64>(1, 2 * sampled(block(HOLES), w, h, there, down))));
        const column = min(width - 1, <i32>Math.floor((there + 0.5) * BLOCK));
        const row = min(height - 1, <i32>Math.floor((down + 0.5) * BLOCK));
        from = <usize>(3 * (row * width + column));
      }
    }
    for (let c: usize = 0; c < 3; c++) {
      const own = <f64>load<u8>(picture + at + c);
      const smooth = sampled(block(FILLS + <i32>c), w, h, u, v);
      const filled = smooth + (<f64>load<u8>(picture + from + c) - smooth) * mirrored;
      store<u8>(behind + at + c, <u8><i32>(own + (filled - own) * share + 0.5));
    }
  }
}
