// Where colours are found in a picture, told apart roughly, over planes of f32 samples.

/** Colours that are told apart: steps of lightness and of the two others; places: cells across and down. */
const LIGHT = 10;
const CHROMA = 12;
const ACROSS = 6;
const DOWN = 4;
const COLOURS = LIGHT * CHROMA * CHROMA;
const CELLS = ACROSS * DOWN;
const CELL_BYTES: usize = CELLS << 2;

/** How much colours of the whole picture count beside those of the place, and the share that any colour has anyway. */
const ELSEWHERE: f64 = 0.15;
const UNSEEN: f64 = 2e-6;

@inline
function step(value: f64, steps: i32): i32 {
  return min(steps - 1, max(0, <i32>Math.floor(value * <f64>steps)));
}

/** The bin of a sample's colour; `at`: its byte offset in the planes. */
@inline
function binOf(l: usize, a: usize, b: usize, at: usize): i32 {
  const lightness = step(<f64>load<f32>(l + at) / 100, LIGHT);
  const greenness = step(<f64>load<f32>(a + at) / 110 + 0.5, CHROMA);
  return (lightness * CHROMA + greenness) * CHROMA + step(<f64>load<f32>(b + at) / 110 + 0.5, CHROMA);
}

/** Notes at `places` the bin that each sample of L, a and b (at `planes`) falls into: of its colour, and of its place within that. */
export function place(planes: usize, places: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) placeRow(planes, places, y, width, height);
}

function placeRow(planes: usize, places: usize, y: i32, width: i32, height: i32): void {
  const bytes = <usize>(width * height) << 2;
  const row = <i32>((<f64>y / <f64>height) * DOWN);
  let at = <usize>(y * width) << 2;
  for (let x = 0; x < width; x++, at += 4) {
    const cell = <i32>((<f64>x / <f64>width) * ACROSS) * DOWN + row;
    store<i32>(places + at, binOf(planes, planes + bytes, planes + 2 * bytes, at) * CELLS + cell);
  }
}

/**
 * How likely each sample of the band (1 where it is) stands before the rest, into `colour`: by where its colour is found around there. The
 * others as they are in `share`, where what stands there so far is told; `places`: their bins. Room for three tables.
 */
export function byColour(
  share: usize, colour: usize, band: usize, places: usize, count: i32, tables: usize,
): void {
  const size = <usize>(COLOURS * CELLS) << 2;
  const front = tables;
  const back = tables + size;
  memory.fill(front, 0, 2 * size);
  let inside: f64 = 1e-9;
  let outside: f64 = 1e-9;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const held = load<f32>(share + i);
    const place = <usize>load<i32>(places + i) << 2;
    store<f32>(front + place, load<f32>(front + place) + held);
    store<f32>(back + place, load<f32>(back + place) + (1 - held));
    inside += <f64>held;
    outside += <f64>(<f32>1 - held);
  }
  spread(front, tables + 2 * size, inside);
  spread(back, tables + 2 * size, outside);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    if (load<f32>(band + i) == 0) {
      store<f32>(colour + i, load<f32>(share + i));
      continue;
    }
    const place = <usize>load<i32>(places + i) << 2;
    const one = <f64>load<f32>(front + place) + UNSEEN;
    store<f32>(colour + i, <f32>(one / (one + <f64>load<f32>(back + place) + UNSEEN)));
  }
}

/** A table of colours and places spread to the next ones on each of its sides, all in all 1; then a little to all places. */
function spread(table: usize, spare: usize, sum: f64): void {
  blur(table, spare, CHROMA * CHROMA * CELLS, LIGHT, LIGHT);
  blur(spare, table, CHROMA * CELLS, CHROMA, LIGHT * CHROMA);
  blur(table, spare, CELLS, CHROMA, COLOURS);
  blur(spare, table, DOWN, ACROSS, COLOURS * ACROSS);
  blur(table, spare, 1, DOWN, COLOURS * CELLS);
  for (let bin = 0; bin < COLOURS; bin++) {
    const from = spare + (<usize>(bin * CELLS) << 2);
    const to = table + (<usize>(bin * CELLS) << 2);
    let whole: f64 = 0;
    for (let cell: usize = 0; cell < CELL_BYTES; cell += 4) {
      const part = <f32>(<f64>load<f32>(from + cell) / sum);
      store<f32>(to + cell, part);
      whole += <f64>part;
    }
    const little = (ELSEWHERE * whole) / CELLS;
    for (let cell: usize = 0; cell < CELL_BYTES; cell += 4) {
      store<f32>(to + cell, <f32>(<f64>load<f32>(to + cell) + little));
    }
  }
}

/** A table blurred by a step along the side of so many steps, `stride` floats apart; `lines`: steps of all lines together. */
function blur(from: usize, to: usize, stride: i32, steps: i32, lines: i32): void {
  const far = <usize>stride << 2;
  for (let line = 0; line < lines; line++) {
    const place = line % steps;
    const at = <usize>line * far;
    const back: usize = place == 0 ? 0 : far;
    const on: usize = place == steps - 1 ? 0 : far;
    for (let i = at; i < at + far; i += 4) {
      const sum = <f64>load<f32>(from + i - back) + 2 * <f64>load<f32>(from + i) + <f64>load<f32>(from + i + on);
      store<f32>(to + i, <f32>(sum / 4));
    }
  }
}

/**
 * How often the colour of each sample, with its next ones, is found where the weights (the fourth plane) are, all in all 1: into the
 * fifth. Behind it room for a plane and two tables of 1,440 floats.
 */
export function familiar(planes: usize, size: i32): void {
  const bytes = <usize>size << 2;
  const weights = planes + 3 * bytes;
  const to = planes + 4 * bytes;
  const bins = planes + 5 * bytes;
  const table = planes + 6 * bytes;
  const spare = table + (COLOURS << 2);
  memory.fill(table, 0, COLOURS << 2);
  let sum: f64 = 1e-9;
  for (let i: usize = 0; i < bytes; i += 4) {
    const bin = <usize>binOf(planes, planes + bytes, planes + 2 * bytes, i) << 2;
    const weight = load<f32>(weights + i);
    store<i32>(bins + i, <i32>bin);
    store<f32>(table + bin, load<f32>(table + bin) + weight);
    sum += <f64>weight;
  }
  blur(table, spare, CHROMA * CHROMA, LIGHT, LIGHT);
  blur(spare, table, CHROMA, CHROMA, LIGHT * CHROMA);
  blur(table, spare, 1, CHROMA, COLOURS);
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(to + i, <f32>(<f64>load<f32>(spare + <usize>load<i32>(bins + i)) / sum));
  }
}
