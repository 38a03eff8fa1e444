// Steam that rises from a hot thing: a plume of strands, worked out at the nodes of a grid of its own and washed over the
// planes, since it is finer than mist and fills only a part of the frame.
import { createNoise, type Noise, smooth } from '../../imagine/noise.ts';
import type { Region } from '../../look/look.ts';
import type { Camera } from '../../plan/camera.ts';
import type { Slot } from '../stage.ts';
import type { AirKernel } from './kernel.ts';
import type { Lighting } from './lighting.ts';
import type { Sight } from './sight.ts';

/** Pixels between two nodes; chroma has every other. */
const CELL = 8;

/** Picture heights that it rises, half its breadth where it leaves the thing at most and at least, and how much broader it gets. */
const RISE = 0.62;
const MOUTH = 0.15;
const NARROWEST = 0.06;
const SPREAD = 0.08;
/** Picture heights that it may be swayed aside, and share of its rise from below its mouth in which it gathers. */
const SWAYS = 0.12;
const FOOT = 0.08;
/** Wisps in it, and the steps of its rise at which each is worked out. */
const WISPS = 4;
const STEPS = 128;
/** Picture heights across one wave of what wisps curl by. */
const GRAIN = 0.2;
/** How much of what is behind its thickest wisps it hides, and waves of its pattern that rise past a place in a second. */
const THICKEST = 0.95;
const SPEED = 1.3;
/** Levels above black that steam has by little light, since what is hot stands in some, and at most. */
const LIT = 178;
const WHITEST = 219;
/** How much of its cover takes the colour away from what is behind: light that it scatters is that of what lies around it. */
const PALES = 0.75;
/** By how many levels it is lighter than what is behind; what is nearly white it can not outshine, and is seen by its shade. */
const STANDS_OUT = 48;
const SHADE = 80;
/** How much wisps shade each other, for a difference of cover over a hundredth of the picture's height. */
const FOLDS = 130;

/** A rectangle of whole cells, in pixels, and where the plume leaves from in it. */
type Box = { left: number; top: number; right: number; bottom: number; x: number; y: number; scale: number };

export class Steam {
  readonly #kernel: AirKernel;
  readonly #desk: Float32Array;
  readonly #size: { width: number; height: number };
  readonly #source: Region;
  readonly #mouth: number;
  readonly #noise: [Noise, Noise];
  /** Per step of its rise and wisp: where its middle is (picture heights aside), one over its breadth, and how thick it is. */
  readonly #wisps = new Float32Array(3 * WISPS * (STEPS + 1));

  /** `desk`: room in the kernel's memory for a few rows of nodes, two floats each. `source`: what it rises from. */
  constructor(
    kernel: AirKernel,
    desk: Float32Array,
    size: { width: number; height: number },
    source: Region,
    seed: number,
  ) {
    this.#kernel = kernel;
    this.#desk = desk;
    this.#size = size;
    this.#source = source;
    this.#mouth = Math.min(MOUTH, Math.max(NARROWEST, (0.8 * source.width * size.width) / size.height));
    this.#noise = [createNoise(seed, 'steam'), createNoise(seed, 'strands of steam')];
  }

  /** Lays it over a frame. `amount` and `wind` as the air has them. */
  lay(slot: Slot, amount: number, time: number, wind: number, camera: Camera, sight: Sight, light: Lighting): void {
    if (amount <= 0) return;
    const { x, y, width, height } = this.#source;
    const [px, py] = [x + width / 2, y + 0.5 * height];
    sight.see(px, py, sight.nearness(px, py));
    const scale = sight.scale * this.#size.height;
    const angle = (camera.roll * Math.PI) / 180;
    const box = this.#boxAt(sight.x, sight.y, scale, angle);
    const air = {
      y: Math.min(WHITEST, Math.max(LIT + 0.35 * light.ambient, light.white(px, py)) - 16),
      u: 0.6 * (light.air.u - 128),
      v: 0.25 * (light.air.v - 128),
    };
    const columns = (box.right - box.left) / CELL + 1;
    if (columns < 2 || box.bottom <= box.top) return;
    const covers = this.#covers(box, amount, time, wind, angle);
    const lumas = this.#lumas(box, covers, air.y, sight, light);
    const rows = 2 * Math.max(1, Math.floor((this.#desk.length / (2 * columns) - 1) / 2));
    for (let top = box.top; top < box.bottom; top += rows * CELL) {
      const first = ((top - box.top) / CELL) * columns;
      const part = { ...box, top, bottom: Math.min(box.bottom, top + rows * CELL) };
      this.#wash(slot, part, covers.subarray(first), lumas.subarray(first), air);
    }
  }

  /** All that the plume may reach, in cells of chroma and within the frame. */
  #boxAt(x: number, y: number, scale: number, angle: number): Box {
    const { width, height } = this.#size;
    const lean = Math.abs(Math.sin(angle));
    const half = this.#mouth + SPREAD + SWAYS;
    const aside = (half + RISE * lean) * scale;
    const cell = 2 * CELL;
    const floor = (value: number) => Math.max(0, Math.floor(value / cell) * cell);
    const ceil = (value: number, most: number) => Math.min(Math.ceil(most / cell), Math.ceil(value / cell)) * cell;
    return {
      left: floor(x - aside),
      right: ceil(x + aside, width),
      top: floor(y - (RISE + half * lean) * scale),
      bottom: ceil(y + (FOOT * RISE + half * lean) * scale, height),
      x,
      y,
      scale,
    };
  }

  /** Row by row of nodes, how much is hidden there, 0 to 1. */
  #covers(box: Box, amount: number, time: number, wind: number, angle: number): Float32Array {
    const columns = (box.right - box.left) / CELL + 1;
    const rows = (box.bottom - box.top) / CELL + 1;
    const covers = new Float32Array(columns * rows);
    this.#setWisps(time, wind);
    const [cos, sin] = [Math.cos(angle) / box.scale, Math.sin(angle) / box.scale];
    for (let row = 0, at = 0; row < rows; row++) {
      const down = box.top + row * CELL - box.y;
      for (let column = 0; column < columns; column++, at++) {
        const across = box.left + column * CELL - box.x;
        const rise = (across * sin - down * cos) / RISE;
        if (rise <= -FOOT || rise >= 1) continue;
        covers[at] = THICKEST * amount * this.#density(across * cos + down * sin, rise, time);
      }
    }
    return covers;
  }

  /** Works out where each wisp is, all the way up: it meanders, grows broad and thins out, and comes and goes. */
  #setWisps(time: number, wind: number): void {
    const [wide, fine] = this.#noise;
    for (let step = 0, at = 0; step <= STEPS; step++) {
      const rise = (step / STEPS) * (1 + FOOT) - FOOT;
      const up = Math.max(0, rise);
      const flow = 3.2 * rise - SPEED * time;
      const sway = up * (0.03 * Math.sin(5.2 * up - 1.3 * time) + 0.09 * wind * up);
      for (let wisp = 0; wisp < WISPS; wisp++, at += 3) {
        const from = this.#mouth * ((wisp + 0.5) / WISPS - 0.5) * 1.3;
        const meander = 2 * wide(17.3 * wisp + 0.5, flow + 64) - 1;
        this.#wisps[at] = from + sway + (0.025 + 0.1 * up) * meander;
        this.#wisps[at + 1] = 1 / (0.018 + 0.05 * up + 0.03 * wide(17.3 * wisp + 8, 0.6 * flow + 30));
        this.#wisps[at + 2] = smooth(0.2, 0.8, fine(23.7 * wisp + 0.5, 0.55 * flow + 90)) * (1 - 0.55 * up);
      }
    }
  }

  /** How thick it is so far aside (picture heights) and so far up (share of its rise), 0 to 1. */
  #density(aside: number, rise: number, time: number): number {
    const up = Math.max(0, rise);
    const across = aside / (this.#mouth + SPREAD * up + SWAYS * up);
    if (Math.abs(across) >= 1) return 0;
    const thin = (1 - across * across) * (1 - up * up);
    if (thin < 0.05) return 0;
    const [wide, fine] = this.#noise;
    const flow = 4 * rise - SPEED * time;
    // Turned, so that the lattice of the noise does not show.
    const [u, v] = [(0.8 * aside) / GRAIN + 0.6 * flow, 0.8 * flow - (0.6 * aside) / GRAIN];
    const body = fine(u + 70, 0.6 * v + 100);
    const curled = aside + (0.025 + 0.14 * up) * (2 * wide(1.1 * u + 40, v + 60) - 1);
    // It leaves here sooner and there later: a brim that is seen from above is round.
    const foot = smooth(-FOOT, 0.26, rise - 0.12 * across * across * (1 - up) + 0.16 * (body - 0.5));
    let sum = 0.15 * body;
    const step = Math.round(((rise + FOOT) / (1 + FOOT)) * STEPS);
    for (let at = 3 * WISPS * step, end = at + 3 * WISPS; at < end; at += 3) {
      const off = (curled - this.#wisps[at]!) * this.#wisps[at + 1]!;
      const near = 1 / (1 + off * off);
      sum += this.#wisps[at + 2]! * near * near;
    }
    const thick = 0.88 * sum * (0.55 + 0.9 * body);
    // Where wisps meet they show through each other still: a limit would make a blot of them.
    return (foot * (thin - 0.05) ** 2 * thick) / (1 + 0.5 * thick);
  }

  /** Luma above black of what hides those nodes: the steam's own, less where it is before something bright or in its own shade. */
  #lumas(
    { left, right, top, scale }: Box,
    covers: Float32Array,
    own: number,
    sight: Sight,
    light: Lighting,
  ): Float32Array {
    const columns = (right - left) / CELL + 1;
    const lumas = new Float32Array(covers.length);
    const place = new Float64Array(2);
    const folds = (FOLDS * scale) / (100 * CELL);
    for (let at = 0; at < covers.length; at++) {
      const cover = covers[at]!;
      if (cover < 0.004) continue;
      const column = at % columns;
      sight.seen(left + column * CELL, top + ((at - column) / columns) * CELL, place);
      const behind = light.around(place[0]!, place[1]!) - 16;
      // Lit from above and from the left, as most pictures are.
      const fold = folds * (cover - (covers[at - columns - 1] ?? cover));
      const lit = Math.min(WHITEST, Math.max(own, behind + STANDS_OUT));
      lumas[at] = lit - SHADE * smooth(WHITEST - 36, WHITEST - 6, behind) + Math.max(-30, Math.min(20, fold));
    }
    return lumas;
  }

  #wash(slot: Slot, box: Box, covers: Float32Array, lumas: Float32Array, air: { u: number; v: number }): void {
    const { width, height } = this.#size;
    const columns = (box.right - box.left) / CELL + 1;
    const rows = (box.bottom - box.top) / CELL + 1;
    for (const plane of ['y', 'u', 'v'] as const) {
      const half = plane === 'y' ? 1 : 2;
      const across = (columns - 1) / half + 1;
      for (let row = 0, at = 0; row < rows; row += half) {
        for (let column = 0; column < columns; column += half, at += 2) {
          const cover = covers[row * columns + column]!;
          const hides = plane === 'y' ? cover : PALES * cover;
          this.#desk[at] = 1 - hides;
          this.#desk[at + 1] = (plane === 'y' ? lumas[row * columns + column]! : air[plane]) * hides;
        }
      }
      const stride = plane === 'y' ? slot.lumaStride : slot.chromaStride;
      const start = slot[plane] + (box.top / half) * stride + box.left / half;
      const wide = (Math.min(box.right, width) - box.left) / half;
      const high = (Math.min(box.bottom, height) - box.top) / half;
      const zero = plane === 'y' ? 16 : 128;
      this.#kernel.wash(start, stride, wide, high, this.#desk.byteOffset, across, CELL, zero);
    }
  }
}
