// The sets of a film that goes through several places: each is painted and dressed before the first frame that shows it.
import { dress, type Stage } from '../draw/stage.ts';
import type { Atelier } from '../imagine/atelier.ts';
import type { Commission, Imagined } from '../imagine/imagine.ts';
import type { Route } from '../imagine/route.ts';
import type { Worded } from '../imagine/scene.ts';
import { shotAt } from '../plan/camera.ts';
import { seenAt } from '../plan/location.ts';
import type { FilmRequest } from '../plan/plan.ts';
import type { Tour } from '../plan/tour.ts';
import type { Turn } from '../plan/turning.ts';

type Size = Pick<FilmRequest, 'width' | 'height'>;

/** What the places of a film but its first are painted after, in their order, and who paints them. */
export type Painting = { atelier: Atelier; commissions: Commission[] };

/** Pixels of a sketch: composition, light and shares of water and leaves are the picture's at a tenth of its cost. */
const SKETCH = 480 * 270;

/** The first picture of a route, and all that the plan must know of the others. */
export async function surveyed(
  request: Size,
  { parts, at, stops }: Route,
  atelier: Atelier,
): Promise<{ first: Imagined; tour: Tour; painting: Painting }> {
  const { all, painting } = await sketched(request, stops, atelier);
  const sites = all.map(({ look, painted }, i) => {
    const { seed, given } = stops[i]!;
    const ground = stops.findIndex((stop) => stop.seed === seed && stop.given?.family === given?.family);
    return { words: stops[i]!.prompt, look, painted, ground };
  });
  return { first: all[0], tour: { parts, at, sites }, painting };
}

/** The first picture of a place whose hour changes, and all that the plan must know of the hours to come. */
export async function watched(
  request: Size,
  hours: Worded[],
  atelier: Atelier,
): Promise<{ first: Imagined; turn: Turn; painting: Painting }> {
  const { all, painting } = await sketched(request, hours, atelier);
  const [first, ...later] = all;
  return { first, turn: later.map(({ look, painted }) => ({ look, painted })), painting };
}

/** The first of several pictures, and sketches of the others: those are painted while the film is drawn. */
async function sketched(
  { width, height }: Size,
  stops: Worded[],
  atelier: Atelier,
): Promise<{ all: [Imagined, ...Imagined[]]; painting: Painting }> {
  const [commission, ...commissions] = stops.map((stop) => ({ ...stop, width, height })) as [
    Commission,
    ...Commission[],
  ];
  const scale = Math.min(1, Math.sqrt(SKETCH / (width * height)));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  // A thread that sketches helps with the first when it is done.
  const sketches = commissions.map((one) => atelier.sketch(one, size));
  const first = await atelier.imagine(commission);
  return { all: [first, ...(await Promise.all(sketches))], painting: { atelier, commissions } };
}

/** Dresses a stage, one set after the other. */
export class Sets {
  readonly #stage: Stage;
  readonly #ready: Promise<void>[];
  #dressed = 0;

  /** Begins at once. */
  constructor(stage: Stage, { atelier, commissions }: Painting, signal: AbortSignal) {
    this.#stage = stage;
    let last: Promise<void> = Promise.resolve();
    this.#ready = commissions.map((commission, i) => {
      const painted = async () => {
        const { picture, look } = await atelier.paint(commission);
        // Its memory is the encoder's from then on.
        if (i === commissions.length - 1) await atelier[Symbol.asyncDispose]();
        await dress(stage.elsewhere[i]!, look, picture, signal);
      };
      last = last.then(painted).then(() => {
        // Nothing else would give a picture back that was dressed: seven of them are a hundred megabytes.
        globalThis.gc?.();
        this.#dressed++;
      });
      // Whoever comes to a frame of it sees a failure.
      last.catch(() => {});
      return last;
    });
  }

  /** How many are dressed. */
  get dressed(): number {
    return this.#dressed;
  }

  /** Resolves when a frame can be drawn. */
  async until(frame: number): Promise<void> {
    const { plan } = this.#stage;
    if (frame >= plan.frames) return;
    const { here, next } = seenAt(plan, shotAt(plan, frame).shot.location, frame);
    // They are dressed in their order.
    const last = Math.max(here, next);
    if (last > 0) await this.#ready[last - 1];
  }
}
