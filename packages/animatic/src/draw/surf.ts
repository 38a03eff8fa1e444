// Waves that roll towards a painted beach: swell as bands of light and shade that come nearer, and foam where it breaks.
import { createNoise, type Noise, smooth } from '../imagine/noise.ts';
import type { Camera } from '../plan/camera.ts';
import type { Plan, Surf } from '../plan/plan.ts';
import { Chance } from '../sound/chance.ts';
import { Brush } from './air/brush.ts';
import { type AirKernel, linkAir } from './air/kernel.ts';
import { Lighting } from './air/lighting.ts';
import { type Scene, Sight } from './air/sight.ts';
import { wave } from './life.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Slot } from './stage.ts';

/** Pixels between two nodes of the swell's light. */
const CELL = 16;
/** Greatest share of light that swell gives and takes. */
const SHADE = 0.17;
/** Swells: from crest to crest in heights of the eye, radians a second, share of the light. */
const SWELLS = [
  { length: 1.5, pace: 3, share: 0.65 },
  { length: 4.2, pace: 1.9, share: 0.75 },
] as const;
/** Waves that break at a time, seconds from where one rises to where it has run out, and flecks of foam of each. */
const FRONTS = 4;
const LASTS = 11;
const FLECKS = 900;
/** Slopes of a shore in the frame beyond which it is something else that the line jumps to. */
const STEEPEST = 0.7;

export class Rollers {
  readonly #plan: Plan;
  readonly #surf: Surf;
  readonly #scene: Scene;
  readonly #kernel: AirKernel;
  readonly #desk: Float32Array;
  readonly #brush: Brush;
  readonly #light: Lighting;
  readonly #noise: Noise;
  readonly #flecks: { x: number; back: number; size: number; long: number; bright: number }[];

  /** `plate`: the picture, whose light falls on the foam. `desk`: room in memory for two floats a node of a grid of 16 pixels. */
  constructor(plan: Plan, surf: Surf, scene: Scene, memory: WebAssembly.Memory, plate: Plate, desk: Float32Array) {
    this.#plan = plan;
    this.#surf = surf;
    this.#scene = scene;
    this.#kernel = linkAir(memory);
    this.#desk = desk;
    this.#brush = new Brush(this.#kernel, memory, desk, plan.width, plan.height);
    this.#light = new Lighting(new Uint8Array(memory.buffer), plate);
    this.#noise = createNoise(plan.seed, 'rollers');
    const chance = new Chance(plan.seed, 'foam');
    this.#flecks = Array.from({ length: FLECKS }, () => {
      const back = chance.next() < 0.55 ? 0.12 * chance.next() : chance.next() ** 1.6;
      // A few are wide and thin: they join the others into one body.
      const wide = chance.next() < 0.16 ? 2.6 : 1;
      return {
        x: chance.next(),
        back,
        size: wide * chance.between(0.0026, 0.0082) * (1 - 0.4 * back),
        long: chance.between(0.5, 2.4),
        bright: (chance.between(0.22, 0.7) * (1 - 0.72 * back)) / wide ** 0.6,
      };
    });
  }

  /** Draws them into a frame that shows the picture through that camera. */
  draw(frame: number, camera: Camera, slot: Slot): void {
    const time = frame / this.#plan.fps;
    const sight = new Sight(this.#scene, camera);
    this.#shade(time, sight, slot);
    this.#brush.begin(slot);
    for (let front = 0; front < FRONTS; front++) {
      const turn = time / LASTS + front / FRONTS;
      this.#break(turn - Math.floor(turn), Math.floor(turn) * FRONTS - front, sight);
    }
    this.#brush.flush();
  }

  /** Swell: its fronts are light where they face the sky and dark behind; they come on and grow nearer the shore. */
  #shade(time: number, sight: Sight, slot: Slot): void {
    const { width, height } = this.#plan;
    const columns = Math.ceil(width / CELL) + 1;
    const first = this.#firstRow(sight);
    const rows = Math.ceil(height / CELL) + 1 - first;
    if (rows < 2) return;
    const point = new Float64Array(2);
    for (let at = 0; at < columns * rows; at++) {
      sight.seen((at % columns) * CELL, (first + Math.floor(at / columns)) * CELL, point);
      this.#desk[2 * at] = 1 + this.#swell(point[0]!, point[1]!, time);
      this.#desk[2 * at + 1] = 0;
    }
    const start = slot.y + first * CELL * slot.lumaStride;
    const rest = height - first * CELL;
    this.#kernel.wash(start, slot.lumaStride, width, rest, this.#desk.byteOffset, columns, CELL, 16);
  }

  /** The row of nodes that the horizon is seen at. */
  #firstRow(sight: Sight): number {
    const rows = [0, 1].map((x) => {
      sight.see(x, this.#surf.horizon, 0.2);
      return sight.y;
    });
    return Math.max(0, Math.floor(Math.min(...rows) / CELL) - 1);
  }

  /** How much lighter (or darker: below 0) the swell makes a place of the picture. */
  #swell(x: number, y: number, time: number): number {
    const { width, height } = this.#plan;
    const { horizon, strength } = this.#surf;
    const down = y - horizon;
    if (down < 0.02) return 0;
    const wet = this.#wetness(x, y);
    if (wet < 0.02) return 0;
    // On the water's plane: how far ahead and aside, in heights of the eye.
    const [ahead, aside] = [1 / down, ((x - 0.5) * (width / height)) / down];
    const bend = 2.2 * this.#noise(aside * 0.16 + 7, ahead * 0.1);
    let light = 0;
    for (const { length, pace, share } of SWELLS) {
      // Where a wave would be finer than the grid, it is left out.
      const seen = smooth(2.5 * CELL, 5 * CELL, length * down * down * height);
      const phase = (2 * Math.PI * (ahead + 0.12 * aside + bend)) / length + pace * time;
      if (seen > 0) light += share * seen * wave(phase);
    }
    return SHADE * strength * wet * light;
  }

  /** A wave that has come that share of its way: flecks of foam, close along its crest and thinner behind it. `name`: which it is. */
  #break(share: number, name: number, sight: Sight): void {
    const { lines, strength, horizon } = this.#surf;
    const grown = smooth(0.06, 0.4, share) * smooth(1, 0.78, share) * Math.min(1, strength);
    if (grown < 0.02) return;
    const { width, height } = this.#plan;
    for (const fleck of this.#flecks) {
      const x = (((fleck.x + 0.618 * name) % 1) + 1) % 1;
      const line = lineAt(lines, x);
      if (line === null) continue;
      // Parts of a crest come earlier than others, and parts of it do not break.
      const wander = this.#noise(x * 3.1 + 31 * name, 5.5) - 0.5;
      const lace = smooth(0.36, 0.6, this.#noise(x * 8 + 13 * name, 2.4 * share + 2));
      const along = share + 0.15 * wander - fleck.back * (0.03 + 0.13 * share);
      const y = line.rises + (line.ends - line.rises) * Math.max(0, along) ** 1.7;
      const cover = fleck.bright * grown * lace * this.#wetness(x, y + 0.004);
      if (cover < 0.03) continue;
      const near = Math.max(0.02, (y - horizon) / (1 - horizon));
      sight.see(x, y, sight.nearness(x, y));
      const radius = Math.max(0.7, fleck.size * near * height * sight.scale);
      const long = fleck.long * radius;
      // Along the crest, which is seen slantwise where the shore is.
      const aslant = ((lineAt(lines, x + 0.02)?.ends ?? line.ends) - line.ends) / (0.02 * (width / height));
      // Where a boulder breaks the shore it is none.
      const slope = Math.abs(aslant) > STEEPEST ? 0 : aslant;
      const ends = [sight.x - long, sight.y - long * slope, sight.x + long, sight.y + long * slope] as const;
      const { u, v } = this.#light.air;
      // Along the crest foam is white; what thins out behind it has the water's colour.
      if (fleck.back > 0.3) this.#brush.light(...ends, radius, cover, this.#light.white(x, y));
      else this.#brush.colour(...ends, radius, cover, { y: this.#light.white(x, y), u: grey(u), v: grey(v) });
    }
  }

  /** Share of a place of the picture that is water. */
  #wetness(x: number, y: number): number {
    const { relief, samples } = this.#scene;
    const column = Math.min(samples.width - 1, Math.max(0, Math.floor(x * samples.width)));
    const row = Math.min(samples.height - 1, Math.max(0, Math.floor(y * samples.height)));
    return relief[(row * samples.width + column) * CHANNELS + 2]!;
  }
}

/** A shade of the air's colour that foam takes on. */
function grey(chroma: number): number {
  return 128 + 0.5 * (chroma - 128);
}

function lineAt(lines: Surf['lines'], x: number): { rises: number; ends: number } | null {
  const at = Math.max(0, Math.min(lines.length - 1.001, x * lines.length - 0.5));
  const [from, to] = [lines[Math.floor(at)]!, lines[Math.floor(at) + 1] ?? null];
  if (from === null || to === null) return null;
  const share = at - Math.floor(at);
  return {
    rises: from.rises + (to.rises - from.rises) * share,
    ends: from.ends + (to.ends - from.ends) * share,
  };
}
