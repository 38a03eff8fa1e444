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
const RISE = 0.6;
const MOUTH = 0.13;
const NARROWEST = 0.06;
/** Picture heights across one wave of its pattern: strands are finer, and nodes a fiftieth of the height apart must show them. */
const GRAIN = 0.26;
const SPREAD = 0.11;
/** How much of what is behind its thickest strands it hides, and turns of its pattern that rise past a place in a second. */
const THICKEST = 0.95;
const SPEED = 1.7;
/** Half the range of noise that is a strand; the less, the thinner. */
const STRAND = 0.75;
/** Luma of steam by little light: what is hot stands in some. */
const LIT = 165;
/**
 * Before what is nearly as bright as itself steam is seen by its shade: by how many levels it must stand out, how much darker it
 * gets there, and how much its strands shade each other anywhere.
 */
const STANDS_OUT = 70;
const SHADE = 62;
const FOLDS = 150;

/** A rectangle of whole cells, in pixels, and where the plume leaves from in it. */
type Box = { left: number; top: number; right: number; bottom: number; x: number; y: number; scale: number };

export class Steam {
  readonly #kernel: AirKernel;
  readonly #desk: Float32Array;
  readonly #size: { width: number; height: number };
  readonly #source: Region;
  readonly #mouth: number;
  readonly #noise: [Noise, Noise];

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
    this.#mouth = Math.min(MOUTH, Math.max(NARROWEST, (0.45 * source.width * size.width) / size.height));
    this.#noise = [createNoise(seed, 'steam'), createNoise(seed, 'strands of steam')];
  }

  /** Lays it over a frame. `amount` and `wind` as the air has them. */
  lay(slot: Slot, amount: number, time: number, wind: number, camera: Camera, sight: Sight, light: Lighting): void {
    if (amount <= 0) return;
    const { x, y, width, height } = this.#source;
    const [px, py] = [x + width / 2, y + 0.5 * height];
    sight.see(px, py, sight.nearness(px, py));
    const scale = sight.scale * this.#size.height;
    const box = this.#boxAt(sight.x, sight.y, scale);
    const angle = (camera.roll * Math.PI) / 180;
    const air = {
      y: Math.max(LIT + 0.3 * light.ambient, light.white(px, py)) - 16,
      u: 0.3 * (light.air.u - 128),
      v: 0.3 * (light.air.v - 128),
    };
    const columns = (box.right - box.left) / CELL + 1;
    if (columns < 2) return;
    const rows = 2 * Math.max(1, Math.floor((this.#desk.length / (2 * columns) - 1) / 2));
    for (let top = box.top; top < box.bottom; top += rows * CELL) {
      const bottom = Math.min(box.bottom, top + rows * CELL);
      const part = { ...box, top, bottom };
      const covers = this.#covers(part, amount, time, wind, angle);
      this.#wash(slot, part, covers, this.#lumas(part, covers, air.y, sight, light), air);
    }
  }

  /** All that the plume may reach, in cells of chroma and within the frame. */
  #boxAt(x: number, y: number, scale: number): Box {
    const { width, height } = this.#size;
    const aside = (this.#mouth + SPREAD + 0.16) * scale;
    const cell = 2 * CELL;
    const floor = (value: number) => Math.max(0, Math.floor(value / cell) * cell);
    const ceil = (value: number, most: number) => Math.min(Math.ceil(most / cell), Math.ceil(value / cell)) * cell;
    return {
      left: floor(x - aside),
      right: ceil(x + aside, width),
      top: floor(y - RISE * scale),
      bottom: ceil(y + 0.06 * scale, height),
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
    const [cos, sin] = [Math.cos(angle) / box.scale, Math.sin(angle) / box.scale];
    for (let row = 0, at = 0; row < rows; row++) {
      const down = box.top + row * CELL - box.y;
      for (let column = 0; column < columns; column++, at++) {
        const across = box.left + column * CELL - box.x;
        const rise = (across * sin - down * cos) / RISE;
        if (rise <= -0.12 || rise >= 1) continue;
        covers[at] = THICKEST * amount * this.#density(across * cos + down * sin, rise, time, wind);
      }
    }
    return covers;
  }

  /** How thick it is so far aside (picture heights) and so far up (share of its rise), 0 to 1. */
  #density(aside: number, rise: number, time: number, wind: number): number {
    const up = Math.max(0, rise);
    const sway =
      up * (0.035 * Math.sin(5.2 * up - 1.3 * time) + 0.02 * Math.sin(9 * up - 2.3 * time) + 0.1 * wind * up);
    const half = this.#mouth + SPREAD * up;
    const across = (aside - sway) / half;
    if (Math.abs(across) >= 1) return 0;
    const [wide, fine] = this.#noise;
    // What rises draws out, and curls the more the higher it is.
    const flow = 6.5 * rise - SPEED * time;
    const curl = 0.3 + 0.8 * up;
    const u = (across * half) / GRAIN + curl * (2 * wide(1.3 * across + 40, 0.7 * flow + 60) - 1);
    const v = flow + curl * (2 * wide(1.1 * across + 90, 0.8 * flow + 20) - 1);
    const off = (2 * fine(1.5 * u + 30, 0.5 * v + 128) - 1) / STRAND;
    // Round at its crest: a sharp one would show the nodes.
    const strand = Math.max(0, 1 - off * off);
    const body = fine(1.2 * u + 70, 0.5 * v + 100);
    const edge = (1 - across * across) ** 2;
    return edge * smooth(-0.12, 0.16, rise) * (1 - up) ** 1.1 * (0.45 * body + 0.6 * strand * strand);
  }

  /** Luma above black of what hides those nodes: the steam's own, less where it is before something bright or in its own shade. */
  #lumas({ left, right, top }: Box, covers: Float32Array, own: number, sight: Sight, light: Lighting): Float32Array {
    const columns = (right - left) / CELL + 1;
    const lumas = new Float32Array(covers.length);
    const place = new Float64Array(2);
    for (let at = 0; at < covers.length; at++) {
      const cover = covers[at]!;
      if (cover < 0.005) continue;
      const column = at % columns;
      sight.seen(left + column * CELL, top + ((at - column) / columns) * CELL, place);
      const behind = light.around(place[0]!, place[1]!) - 16;
      // Lit from above and from the left, as most pictures are.
      const fold = cover - (covers[at - columns - 1] ?? cover);
      lumas[at] =
        own -
        SHADE * smooth(own - STANDS_OUT, own - 0.3 * STANDS_OUT, behind) +
        FOLDS * Math.max(-0.3, Math.min(0.2, fold));
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
          this.#desk[at] = 1 - cover;
          this.#desk[at + 1] = (plane === 'y' ? lumas[row * columns + column]! : air[plane]) * cover;
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
