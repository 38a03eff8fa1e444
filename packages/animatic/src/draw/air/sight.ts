// Where a point of the air is seen: through the same camera as the picture, but at a distance of its own, and hidden by
// whatever in the picture is nearer.
import type { Camera } from '../../plan/camera.ts';
import { CHANNELS } from '../relief.ts';
import type { AirRoom } from './kernel.ts';

/** What a sight needs of a frame: its size in pixels, and the relief that drawing reads. */
export type Scene = {
  width: number;
  height: number;
  relief: Float32Array;
  samples: { width: number; height: number };
};

/** Difference of nearness over which a thing passes behind another. */
const BEHIND = 0.1;

/** A frame's view. `see` looks at one point and leaves what it found in the fields. */
export class Sight {
  /** Pixels from the frame's top left corner. */
  x = 0;
  y = 0;
  /** How much larger things of that distance are than in the picture. */
  scale = 1;
  /** Share of it that is seen: 0 behind the picture's own things, 1 before them. */
  shown = 1;
  readonly #scene: Scene;
  readonly #camera: Camera;
  readonly #cos: number;
  readonly #sin: number;

  constructor(scene: Scene, camera: Camera) {
    this.#scene = scene;
    this.#camera = camera;
    this.#cos = Math.cos((camera.roll * Math.PI) / 180);
    this.#sin = Math.sin((camera.roll * Math.PI) / 180);
  }

  /**
   * Looks at a point that lies before or behind `x`, `y` (shares of the cover-fitted picture). `near`: 1 is as near as the
   * picture's nearest thing, more is nearer, 0 as far as its farthest.
   */
  see(x: number, y: number, near: number): void {
    const { width, height } = this.#scene;
    const { x: cx, y: cy, zoom, truck, pedestal, dolly } = this.#camera;
    const depth = near - 0.5;
    const grown = 1 + dolly * depth;
    const across = (x - cx - (truck * depth) / zoom) * width * grown * zoom;
    const down = (y - cy - (pedestal * depth) / zoom) * height * grown * zoom;
    this.x = width / 2 + across * this.#cos - down * this.#sin;
    this.y = height / 2 + across * this.#sin + down * this.#cos;
    this.scale = grown * zoom;
    this.shown = near > 1 + BEHIND ? 1 : Math.min(1, Math.max(0, (near - this.nearness(x, y)) / BEHIND + 0.6));
  }

  /** Tells the kernel of it: eight f32 into the view, then three i32 after them. */
  tell({ view, integers }: AirRoom): void {
    const { x, y, zoom, truck, pedestal, dolly } = this.#camera;
    const { relief, samples } = this.#scene;
    view.set([x, y, zoom, truck / zoom, pedestal / zoom, dolly, this.#cos, this.#sin]);
    integers.view.set([relief.byteOffset, samples.width, samples.height], 8);
  }

  /** Which point of the picture (shares of its sides) a pixel of the frame shows, what is at depth 0.5 taken for all. */
  seen(column: number, row: number, out: Float64Array): void {
    const { width, height } = this.#scene;
    const { x, y, zoom } = this.#camera;
    const [across, down] = [column - width / 2, row - height / 2];
    out[0] = x + (across * this.#cos + down * this.#sin) / zoom / width;
    out[1] = y + (down * this.#cos - across * this.#sin) / zoom / height;
  }

  /** Whether what was looked at lies further than so many pixels from the frame. */
  outside(reach: number): boolean {
    const { width, height } = this.#scene;
    return this.x < -reach || this.y < -reach || this.x > width + reach || this.y > height + reach;
  }

  /** How near the picture's own thing is at that place. */
  nearness(x: number, y: number): number {
    return this.#of(x, y, 0);
  }

  /** How far clouds may drift there, 0 to 1: where there is surely nothing but sky. */
  drifts(x: number, y: number): number {
    return this.#of(x, y, 1);
  }

  #of(x: number, y: number, channel: number): number {
    const { relief, samples } = this.#scene;
    const column = Math.min(samples.width - 1, Math.max(0, Math.floor(x * samples.width)));
    const row = Math.min(samples.height - 1, Math.max(0, Math.floor(y * samples.height)));
    return relief[(row * samples.width + column) * CHANNELS + channel]!;
  }
}
