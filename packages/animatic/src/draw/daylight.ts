// Light that changes while the film runs, washed over each frame: the sky's own where there is one, softly.

import { smooth } from '../imagine/noise.ts';
import type { Camera } from '../plan/camera.ts';
import { lightAt } from '../plan/daylight.ts';
import type { Located } from '../plan/location.ts';
import type { Light } from '../plan/plan.ts';
import type { AirKernel } from './air/kernel.ts';
import { type Scene, Sight } from './air/sight.ts';
import type { Slot } from './stage.ts';

/** Pixels between two nodes, a multiple of 16. */
const CELL = 32;

/** How far above the horizon all light is the sky's, in heights. By height alone: along outlines a halo would be seen. */
const RISES = 0.42;

export class DaylightWash {
  readonly #kernel: AirKernel;
  readonly #desk: Float32Array;
  readonly #scene: Scene;
  readonly #horizon: number | null;
  readonly #sky: Float32Array;

  /** `desk`: room in the kernel's memory for two floats for each node of a grid of 16 pixels. */
  constructor(kernel: AirKernel, desk: Float32Array, scene: Scene, horizon: number | null) {
    this.#kernel = kernel;
    this.#desk = desk;
    this.#scene = scene;
    this.#horizon = horizon;
    const { width, height } = scene;
    this.#sky = new Float32Array((Math.ceil(width / CELL) + 1) * (Math.ceil(height / CELL) + 1));
  }

  /** Washes a frame that shows the picture through that camera. */
  lay(plan: Located, frame: number, camera: Camera, slot: Slot): void {
    const light = lightAt(plan, frame);
    if (light === null) return;
    const { width, height } = this.#scene;
    const columns = Math.ceil(width / CELL) + 1;
    this.#look(columns, new Sight(this.#scene, camera));
    for (const plane of ['y', 'u', 'v'] as const) {
      const [sky, ground] = [washOf(plane, light.sky), washOf(plane, light.ground)];
      for (let at = 0; at < this.#sky.length; at++) {
        const share = this.#sky[at]!;
        this.#desk[2 * at] = ground.factor + (sky.factor - ground.factor) * share;
        this.#desk[2 * at + 1] = ground.amount + (sky.amount - ground.amount) * share;
      }
      const half = plane === 'y' ? 1 : 2;
      const stride = plane === 'y' ? slot.lumaStride : slot.chromaStride;
      const zero = plane === 'y' ? 16 : 128;
      const size = [width / half, height / half] as const;
      this.#kernel.wash(slot[plane], stride, ...size, this.#desk.byteOffset, columns, CELL / half, zero);
    }
  }

  /** Finds out how much of what each node shows is sky, 0 to 1. */
  #look(columns: number, sight: Sight): void {
    if (this.#horizon === null) return;
    const point = new Float64Array(2);
    for (let at = 0; at < this.#sky.length; at++) {
      sight.seen((at % columns) * CELL, Math.floor(at / columns) * CELL, point);
      this.#sky[at] = smooth(this.#horizon + 0.04, this.#horizon - RISES, point[1]!);
    }
  }
}

/** What a light does to a plane. What grows darker keeps its colours by losing as much of them. */
function washOf(plane: 'y' | 'u' | 'v', { gain, saturation, cb, cr }: Light): { factor: number; amount: number } {
  if (plane === 'y') return { factor: gain, amount: 0 };
  return { factor: saturation * gain, amount: 224 * (plane === 'u' ? cb : cr) };
}
