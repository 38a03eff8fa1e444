// The air of a frame: weather, mist, firelight and what floats, drawn over the picture and hidden by what is nearer in it.

import { type Camera, REST } from '../../plan/camera.ts';
import { dissolvedAt } from '../../plan/joints.ts';
import type { Located } from '../../plan/location.ts';
import type { Air } from '../../plan/plan.ts';
import type { Plate } from '../plate.ts';
import type { Slot, Stage } from '../stage.ts';
import { Brush } from './brush.ts';
import { type Draw, leaves, type Moment, petals, splashes } from './falling.ts';
import { dust, embers } from './floating.ts';
import { type AirRoom, airRoomAt, linkAir } from './kernel.ts';
import { Lighting } from './lighting.ts';
import { lights } from './lights.ts';
import { type Scene, Sight } from './sight.ts';
import { risingStars, stars } from './stars.ts';
import { Steam } from './steam.ts';
import { flicker, type Mist, Veil } from './veil.ts';
import { Falling } from './weather.ts';

/** Seconds in which it gathers at the film's beginning: frame 0 is the picture itself. */
const GATHERS = 0.9;

/** Rain and snow thicken the air: by so much at most, and heavy ones by far the most. */
const HAZE = { rain: 0.55, snow: 0.85 };

export class Atmosphere {
  readonly #plan: Located;
  readonly #air: Air;
  readonly #scene: Scene;
  readonly #horizon: number | null;
  readonly #light: Lighting;
  readonly #room: AirRoom;
  /** What shines in the picture itself; what is drawn before snow and rain, and after. */
  readonly #shining: Draw[];
  readonly #behind: Draw[];
  readonly #before: Draw[];
  readonly #falling: Falling | null;
  readonly #brush: Brush;
  readonly #veil: Veil;
  readonly #steam: Steam | null;
  readonly #wind: number;

  /** For one thread of a stage whose plan has that air. `plate`: the picture, whose light falls on what is drawn. */
  constructor(
    { plan, horizon, memory, desks, weather, ...stage }: Stage,
    air: Air,
    scene: Scene,
    plate: Plate,
    thread: number,
  ) {
    const { seed, width, height } = plan;
    const desk = desks[thread]!;
    const grid = new Float32Array(memory.buffer, desk.luma, stage.columns * stage.rows * 2);
    const kernel = linkAir(memory);
    this.#plan = plan;
    this.#air = air;
    this.#scene = scene;
    this.#horizon = horizon;
    this.#room = airRoomAt(memory, desk.air, width, height);
    this.#light = new Lighting(new Uint8Array(memory.buffer), plate);
    this.#brush = new Brush(kernel, memory, grid, width, height);
    this.#veil = new Veil(kernel, this.#room, grid, plan);
    this.#steam = air.hot && new Steam(kernel, grid, plan, air.hot, seed);
    this.#falling = weather && new Falling(kernel, this.#room, weather, this.#light);
    this.#wind = air.wind;
    const sight = new Sight(scene, REST);
    const bytes = new Uint8Array(memory.buffer);
    this.#shining = [
      air.stars > 0 && stars(seed, air.stars, bytes, plate, sight, horizon),
      air.stars > 0 && plan.daylight !== null && risingStars(plan, air.stars, bytes, plate, sight),
      air.lights > 0 && lights(seed, air.lights, bytes, plate, sight),
    ].filter((kind) => kind !== false);
    this.#behind = [
      air.dust > 0 && dust(seed, air.dust),
      air.leaves > 0 && leaves(seed, air.leaves),
      air.petals > 0 && petals(seed, air.petals),
    ].filter((kind) => kind !== false);
    this.#before = [
      air.rain > 0 && splashes(seed, air.rain),
      air.embers > 0 && embers(seed, air.embers, air.fire),
    ].filter((kind) => kind !== false);
  }

  /** Draws what shines in the picture, where figures are to be laid over it: they stand before it. */
  shine(frame: number, camera: Camera, slot: Slot): void {
    const moment = this.#shining.length > 0 && this.#momentAt(frame, new Sight(this.#scene, camera));
    if (!moment) return;
    this.#brush.begin(slot);
    for (const draw of this.#shining) draw(moment);
    this.#brush.flush();
  }

  /** Draws it into a frame that shows the picture through that camera, and its figures. */
  draw(frame: number, camera: Camera, slot: Slot): void {
    const sight = new Sight(this.#scene, camera);
    const moment = this.#momentAt(frame, sight);
    if (moment === null) return;
    const { time, fade } = moment;
    sight.tell(this.#room);
    this.#cover(time, fade, sight, slot);
    this.#steam?.lay(slot, this.#air.steam * fade, time, 0.5 * this.#wind, camera, sight, this.#light);
    this.#brush.begin(slot);
    for (const draw of this.#plan.staging === null ? this.#shining : []) draw(moment);
    for (const draw of this.#behind) draw(moment);
    this.#brush.flush();
    this.#falling?.draw(slot, this.#plan, time, fade, this.#wind);
    for (const draw of this.#before) draw(moment);
    this.#brush.flush();
  }

  /** null while nothing of it is seen. */
  #momentAt(frame: number, sight: Sight): Moment | null {
    const { width, height, fps } = this.#plan;
    const time = frame / fps;
    const begun = Math.min(1, time / GATHERS);
    const fade = begun * begun * (3 - 2 * begun) * (1 - dissolvedAt(this.#plan, frame));
    const [wind, brush, light, horizon] = [this.#wind, this.#brush, this.#light, this.#horizon];
    return fade === 0 ? null : { time, fade, wind, sight, brush, light, aspect: width / height, horizon };
  }

  #cover(time: number, fade: number, sight: Sight, slot: Slot): void {
    const { seed } = this.#plan;
    const { fog, rain, snow, firelight, fire } = this.#air;
    const haze = Math.max(HAZE.rain * rain ** 1.5, HAZE.snow * snow ** 1.5);
    const amount = Math.max(haze, 0.85 * fog);
    if (amount + firelight === 0) return;
    const mist: Mist | null = amount > 0 ? { amount: amount * fade, uneven: fog > 0 ? 0.9 : 0.35 } : null;
    const glow = firelight > 0 ? { flare: 0.42 * firelight * fade * flicker(time, seed), fire } : null;
    const wind = 0.4 * this.#wind;
    this.#veil.weave(sight, time, { mist, glow, wind, horizon: this.#horizon });
    this.#veil.lay(slot, this.#light.air);
  }
}
