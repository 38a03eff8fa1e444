// Soft strokes and leaves blended into a frame's planes, placed to a fraction of a pixel.
import type { Slot } from '../stage.ts';
import type { AirKernel } from './kernel.ts';

/** A colour in levels: limited range, BT.709. */
export type Paint = { y: number; u: number; v: number };

/** Floats of a stroke, as the kernel reads it. */
const FLOATS = 7;

/** Strokes of one plane that wait to be drawn. */
class Strokes {
  list = new Float32Array(FLOATS * 512);
  count = 0;

  add(x0: number, y0: number, x1: number, y1: number, radius: number, cover: number, value: number): void {
    if (this.list.length < FLOATS * (this.count + 1)) {
      const longer = new Float32Array(2 * this.list.length);
      longer.set(this.list);
      this.list = longer;
    }
    const { list } = this;
    let at = FLOATS * this.count++;
    list[at++] = x0;
    list[at++] = y0;
    list[at++] = x1;
    list[at++] = y1;
    list[at++] = radius;
    list[at++] = cover;
    list[at] = value;
  }
}

/** Paints into frames of `width` × `height` pixels. Positions and radii are in pixels from a frame's top left corner. */
export class Brush {
  readonly #kernel: AirKernel;
  readonly #bytes: Uint8Array;
  readonly #desk: Float32Array;
  readonly #luma = new Strokes();
  readonly #blue = new Strokes();
  readonly #red = new Strokes();
  #slot!: Slot;
  readonly width: number;
  readonly height: number;

  /** `desk`: room in the kernel's memory for some strokes at a time. */
  constructor(kernel: AirKernel, memory: WebAssembly.Memory, desk: Float32Array, width: number, height: number) {
    this.#kernel = kernel;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#desk = desk;
    this.width = width;
    this.height = height;
  }

  /** Takes up a frame; `flush` must end it. */
  begin(slot: Slot): void {
    this.#slot = slot;
  }

  /** A line with round ends that fades towards its sides, in luma alone. `cover`: 0 to 1 along its middle. */
  light(x0: number, y0: number, x1: number, y1: number, radius: number, cover: number, luma: number): void {
    this.#luma.add(x0, y0, x1, y1, radius, cover, luma);
  }

  /** The same in colour. */
  colour(x0: number, y0: number, x1: number, y1: number, radius: number, cover: number, paint: Paint): void {
    this.#luma.add(x0, y0, x1, y1, radius, cover, paint.y);
    this.#blue.add(x0 / 2, y0 / 2, x1 / 2, y1 / 2, radius / 2, cover, paint.u);
    this.#red.add(x0 / 2, y0 / 2, x1 / 2, y1 / 2, radius / 2, cover, paint.v);
  }

  /** Draws the strokes that wait, in the order of their making. */
  flush(): void {
    const { y, u, v, lumaStride, chromaStride } = this.#slot;
    this.#draw(this.#luma, y, lumaStride, 1);
    this.#draw(this.#blue, u, chromaStride, 2);
    this.#draw(this.#red, v, chromaStride, 2);
  }

  #draw(strokes: Strokes, plane: number, stride: number, half: number): void {
    const room = Math.floor(this.#desk.length / FLOATS);
    for (let first = 0; first < strokes.count; first += room) {
      const count = Math.min(room, strokes.count - first);
      this.#desk.set(strokes.list.subarray(FLOATS * first, FLOATS * (first + count)));
      this.#kernel.strokes(plane, stride, this.width / half, this.height / half, this.#desk.byteOffset, count);
    }
    strokes.count = 0;
  }

  /**
   * A leaf: pointed at both ends, lighter on one side of its `rib`, `broad` against its length. `angle` in radians; `tilt`,
   * −1 to 1, how much of its breadth is seen; `soft`: pixels over which its edge fades.
   */
  leaf(
    x: number,
    y: number,
    long: number,
    { broad, rib }: { broad: number; rib: number },
    angle: number,
    tilt: number,
    soft: number,
    cover: number,
    paint: Paint,
  ): void {
    const { y: lumaPlane, u, v, lumaStride, chromaStride } = this.#slot;
    this.#blade(
      lumaPlane,
      lumaStride,
      this.width,
      this.height,
      x,
      y,
      long,
      broad,
      angle,
      tilt,
      soft,
      cover,
      paint.y,
      rib * paint.y,
    );
    const [w, h] = [this.width / 2, this.height / 2];
    this.#blade(u, chromaStride, w, h, x / 2, y / 2, long / 2, broad, angle, tilt, soft / 2, cover, paint.u, 0);
    this.#blade(v, chromaStride, w, h, x / 2, y / 2, long / 2, broad, angle, tilt, soft / 2, cover, paint.v, 0);
  }

  #blade(
    plane: number,
    stride: number,
    width: number,
    height: number,
    x: number,
    y: number,
    long: number,
    breadth: number,
    angle: number,
    tilt: number,
    soft: number,
    cover: number,
    value: number,
    shade: number,
  ): void {
    const bytes = this.#bytes;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const broad = Math.max(0.09, Math.abs(tilt)) * breadth;
    const edge = Math.max(1, soft) / long;
    const reach = long * (1 + edge);
    const top = Math.max(0, Math.floor(y - reach));
    const bottom = Math.min(height - 1, Math.ceil(y + reach));
    const left = Math.max(0, Math.floor(x - reach));
    const right = Math.min(width - 1, Math.ceil(x + reach));
    const lit = tilt < 0 ? -shade : shade;
    for (let row = top; row <= bottom; row++) {
      for (let column = left, at = plane + row * stride + left; column <= right; column++, at++) {
        const [px, py] = [(column + 0.5 - x) / long, (row + 0.5 - y) / long];
        const along = px * cos + py * sin;
        const across = py * cos - px * sin;
        // Half its breadth at that place: widest nearer to the stem.
        const half = broad * Math.max(0, 1 - along * along) * (1 - 0.35 * along);
        // As soft at its tips as at its sides.
        const inside = Math.min(1, Math.min(half - Math.abs(across), 1 - Math.abs(along)) / edge + 0.5);
        if (inside <= 0) continue;
        const before = bytes[at]!;
        const own = value + (across > 0 ? lit : -lit);
        bytes[at] = before + (own - before) * cover * inside + 0.5;
      }
    }
  }
}
