// Water that falls in a painted place: clots and gaps that run down its sheet, and spray that drifts from where it lands.
import type { Camera } from '../plan/camera.ts';
import type { FallingWater, Plan } from '../plan/plan.ts';
import { Chance } from '../sound/chance.ts';
import { Brush } from './air/brush.ts';
import { linkAir } from './air/kernel.ts';
import { Lighting } from './air/lighting.ts';
import { type Scene, Sight } from './air/sight.ts';
import { wave } from './life.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Slot } from './stage.ts';

/** How many run down at a time for a sheet as broad as it is high, and at least; puffs of spray. */
const CLOTS = 620;
const LEAST = 130;
const PUFFS = 44;
/** Seconds from lip to foot, and those that spray hangs in the air. */
const FALLS = 1.7;
const HANGS = 3.4;
/** How much lighter than the sheet around it a clot is, and how much darker a gap (levels). */
const LIGHTER = 46;
const DARKER = 30;

/** Where across the sheet it begins (−1 to 1), when, and how long it takes; its size in heights of the fall; below 0: a gap. */
type Clot = { u: number; starts: number; lasts: number; size: number; long: number; bright: number };
type Puff = { u: number; starts: number; rises: number; aside: number; size: number };

export class Falls {
  readonly #plan: Plan;
  readonly #fall: FallingWater;
  readonly #scene: Scene;
  readonly #brush: Brush;
  readonly #light: Lighting;
  readonly #clots: Clot[];
  readonly #puffs: Puff[];

  /** `plate`: the picture, whose light falls on the spray. `desk`: room in memory for strokes. */
  constructor(
    plan: Plan,
    fall: FallingWater,
    scene: Scene,
    memory: WebAssembly.Memory,
    plate: Plate,
    desk: Float32Array,
  ) {
    this.#plan = plan;
    this.#fall = fall;
    this.#scene = scene;
    this.#brush = new Brush(linkAir(memory), memory, desk, plan.width, plan.height);
    this.#light = new Lighting(new Uint8Array(memory.buffer), plate);
    const chance = new Chance(plan.seed, 'falling water');
    const breadth = (2 * fall.half * plan.width) / ((fall.foot - fall.top) * plan.height);
    this.#clots = Array.from({ length: Math.round(Math.max(LEAST, CLOTS * Math.min(2, breadth))) }, () => ({
      u: chance.between(-0.97, 0.97),
      starts: chance.next(),
      lasts: FALLS * chance.between(0.85, 1.2),
      size: chance.between(0.004, 0.012),
      long: chance.between(0.5, 1.7),
      bright: chance.next() < 0.62 ? chance.between(0.25, 0.75) : -chance.between(0.2, 0.6),
    }));
    this.#puffs = Array.from({ length: PUFFS }, () => ({
      u: chance.between(-1.15, 1.15),
      starts: chance.next(),
      rises: chance.between(0.08, 0.34),
      aside: chance.between(-0.7, 0.7),
      size: chance.between(0.07, 0.17),
    }));
  }

  /** Draws it into a frame that shows the picture through that camera. */
  draw(frame: number, camera: Camera, slot: Slot): void {
    const time = frame / this.#plan.fps;
    const sight = new Sight(this.#scene, camera);
    this.#brush.begin(slot);
    for (const clot of this.#clots) this.#run(clot, time, sight);
    this.#brush.flush();
    for (const puff of this.#puffs) this.#drift(puff, time, sight);
    this.#brush.flush();
  }

  /** A clot, or a gap, on its way: ever faster, and ever longer. */
  #run({ u, starts, lasts, size, long, bright }: Clot, time: number, sight: Sight): void {
    const { x, half, top, foot } = this.#fall;
    const turns = time / lasts + starts;
    const way = turns - Math.floor(turns);
    const name = Math.floor(turns);
    const own = ((((u + 1 + 0.764 * name) % 2) + 2) % 2) - 1;
    const tall = foot - top;
    const at = (share: number): [number, number] => {
      const down = Math.min(1, 0.22 * share + 0.78 * share * share);
      const sway = 0.02 * wave(9 * share + 7 * own);
      return [x + half * (own * (1 + 0.26 * down * down) + sway), top + tall * down];
    };
    const [headX, headY] = at(way);
    const [tailX, tailY] = at(Math.max(0, way - 0.075 * long));
    const wet = this.#wetness(headX, headY) * this.#wetness(tailX, tailY);
    const cover = Math.abs(bright) * wet * Math.min(1, 7 * way, 9 * (1 - way));
    if (cover < 0.03) return;
    const near = sight.nearness(headX, headY);
    sight.see(tailX, tailY, near);
    const [fromX, fromY] = [sight.x, sight.y];
    sight.see(headX, headY, near);
    const radius = Math.max(0.8, size * (0.7 + 0.6 * way) * tall * this.#plan.height * sight.scale);
    const around = this.#light.around(headX, headY);
    const luma = bright > 0 ? Math.min(232, around + LIGHTER) : Math.max(20, around - DARKER);
    this.#brush.light(fromX, fromY, sight.x, sight.y, radius, 0.62 * cover, luma);
  }

  /** A puff of spray that rises from the foot, spreads and thins out. */
  #drift({ u, starts, rises, aside, size }: Puff, time: number, sight: Sight): void {
    const { x, half, top, foot } = this.#fall;
    const { width, height } = this.#plan;
    const turns = time / HANGS + starts;
    const age = turns - Math.floor(turns);
    const tall = foot - top;
    const px = x + half * u + aside * age * tall * 0.3 * (height / width);
    const py = foot - tall * (0.02 + rises * Math.sqrt(age));
    const near = sight.nearness(x, foot - 0.03);
    sight.see(px, py, near + 0.05);
    const cover = 0.22 * sight.shown * Math.min(1, 6 * age) * (1 - age) ** 1.4;
    if (cover < 0.01) return;
    const radius = size * (0.55 + 0.9 * age) * tall * height * sight.scale;
    const white = Math.max(this.#light.around(x, (top + foot) / 2), this.#light.white(px, py));
    this.#brush.light(sight.x, sight.y, sight.x, sight.y, radius, cover, Math.min(226, white + 8));
  }

  /** Share of a place of the picture that is water. */
  #wetness(x: number, y: number): number {
    const { relief, samples } = this.#scene;
    const column = Math.min(samples.width - 1, Math.max(0, Math.floor(x * samples.width)));
    const row = Math.min(samples.height - 1, Math.max(0, Math.floor(y * samples.height)));
    return relief[(row * samples.width + column) * CHANNELS + 2]!;
  }
}
