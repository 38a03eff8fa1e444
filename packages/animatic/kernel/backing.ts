// What is behind a cut, made up; src/draw/uncovered.ts says how, kernel/cover.ts what the memory holds.
import { behind, covers, height, lay, picture, room, width } from './cover';
import { fill, sampled } from './filling';
import { box } from './means';

/** Side of the blocks in which holes are filled, in pixels. */
const BLOCK = 8;

/** How far behind its edge what is cut out may come to show what is hidden, in widths; half of that is mirrored. */
const REVEALED: f64 = 0.07;

/** How much lighter than its surroundings sharpening makes a rim, against how much darker what is cut out is; and noise, 0 to 255. */
const RIM: f64 = 0.15;
const NOISE: f64 = 12;
/** How far aside of the way between two colours those of a blur may lie, in shares of that. */
const BETWEEN: f64 = 0.25;

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
/** The colours of what is cut out. */
const OWN = 9;
const SPARE = 12;

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
    store<f32>(block(HIDDEN) + i, sure == 1 ? 0 : 1 - around);
  }
  for (let c = 0; c < 3; c++) {
    if (!textured) level(block(FILLS + c), -1);
    fill(block(FILLS + c), block(SURE), block(SPARE), w, h);
    if (!textured) level(block(FILLS + c), 1);
  }
  for (let c = 0; c < 3; c++) fill(block(OWN + c), block(DOWN), block(SPARE), w, h);
  // Before a sky the blur is cut out already.
  if (textured) box(block(HOLES), block(SPARE), block(HIDDEN), w, h, 1);
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

/** Notes the mean colour of every other pixel of a block, and whether nothing of it is cut out, or all. */
function meanOf(x: i32, y: i32): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  const first = load<u8>(covers + y * BLOCK * width + x * BLOCK);
  let whole = first == 0 || first == 255;
  for (let row = y * BLOCK; whole && row < min(height, (y + 1) * BLOCK); row += 2) {
    for (let column = x * BLOCK; column < min(width, (x + 1) * BLOCK); column += 2) {
      const pixel = row * width + column;
      if (load<u8>(covers + pixel) != first) {
        whole = false;
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
  for (let own = 0; own < 2; own++) {
    const noted = whole && first == (own == 0 ? 0 : 255);
    const colours = own == 0 ? FILLS : OWN;
    store<f32>(block(own == 0 ? ACROSS : DOWN) + at, noted ? 1 : 0);
    store<f32>(block(colours) + at, noted ? <f32>(<f64>red / <f64>count) : 0);
    store<f32>(block(colours + 1) + at, noted ? <f32>(<f64>green / <f64>count) : 0);
    store<f32>(block(colours + 2) + at, noted ? <f32>(<f64>blue / <f64>count) : 0);
  }
}

/** Rows above and below that a row's mean is of. */
const ROWS = 2;

/** Takes the mean of what is sure of each row out of a plane, or puts it back: a sky is as light as it is high. Means are kept behind its room. */
function level(plane: usize, sign: f32): void {
  const means = block(SPARE + 3);
  const row = <usize>w << 2;
  for (let y = 0; sign < 0 && y < h; y++) {
    let sum: f64 = 0;
    let count: f64 = 0;
    for (let near = max(0, y - ROWS); near <= min(h - 1, y + ROWS); near++) {
      for (let i = <usize>near * row; i < <usize>(near + 1) * row; i += 4) {
        const sure = <f64>load<f32>(block(SURE) + i);
        sum += sure * <f64>load<f32>(plane + i);
        count += sure;
      }
    }
    // Where nothing is sure it is as above.
    const above: f32 = y > 0 ? load<f32>(means + (<usize>(y - 1) << 2)) : -1;
    store<f32>(means + (<usize>y << 2), count > 0 ? <f32>(sum / count) : above);
  }
  for (let y = h - 2; y >= 0; y--) {
    const at = means + (<usize>y << 2);
    if (load<f32>(at) < 0) store<f32>(at, load<f32>(at, 4));
  }
  for (let y = 0; y < h; y++) {
    const mean = sign * load<f32>(means + (<usize>y << 2));
    for (let i = <usize>y * row; i < <usize>(y + 1) * row; i += 4) store<f32>(plane + i, load<f32>(plane + i) + mean);
  }
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
    const covered = min<f64>(1, <f64>load<u8>(covers + pixel) / 64);
    const beside = min<f64>(1, 2 * sampled(block(HIDDEN), w, h, u, v) - 0.6);
    if (covered == 0 && beside <= 0) continue;
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
    // The ways from the colour that is made up to its own, and to that of what is cut out.
    const others = block(SPARE);
    const ways = others + 24;
    let along: f64 = 0;
    let apart: f64 = 1;
    for (let c = 0; c < 3; c++) {
      const smooth = sampled(block(FILLS + c), w, h, u, v);
      const filled = smooth + (<f64>load<u8>(picture + from + c) - smooth) * mirrored;
      const way = sampled(block(OWN + c), w, h, u, v) - filled;
      const other = <f64>load<u8>(picture + at + c) - filled;
      along += other * way;
      apart += way * way;
      store<f64>(others + (c << 3), other);
      store<f64>(ways + (c << 3), way);
    }
    // Beside what is cut out its blur is taken out, or the rim that sharpening left, and what differs no more than noise: what
    // stands there stays there.
    let blur = min<f64>(1, along / apart);
    if (blur < 0) blur *= min<f64>(1, max<f64>(0, 2 + blur / RIM));
    let rest: f64 = 0;
    for (let c: usize = 0; c < 24; c += 8) {
      const other = load<f64>(others + c) - blur * load<f64>(ways + c);
      rest += other * other;
    }
    const noise = min<f64>(1, max<f64>(0, 2 - Math.sqrt(rest) / NOISE));
    // A blur has colours between the two: what has others stands there.
    blur *= min<f64>(1, max<f64>(0, 2 - Math.sqrt(rest) / (NOISE + BETWEEN * Math.abs(blur) * Math.sqrt(apart))));
    const share = max<f64>(0, beside);
    for (let c: usize = 0; c < 3; c++) {
      const other = load<f64>(others + (c << 3));
      const taken = blur * load<f64>(ways + (c << 3));
      const own = <f64>load<u8>(picture + at + c);
      const made = own - share * (taken + noise * (other - taken));
      store<u8>(behind + at + c, <u8><i32>(min<f64>(255, max<f64>(0, made + (own - other - made) * covered)) + 0.5));
    }
  }
}
