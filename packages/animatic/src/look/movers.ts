// What goes its own way between two pictures: whole things, told from the scatter of what was not found again.
import { type Plane, sampled } from './raster.ts';

/** Motion against what is around, in samples, from which something goes its own way. */
const APART = 2.5;
/** Step of motion from a sample to its neighbour that is still one thing. */
const ONE = 1;
/** Share of the picture that a thing has at least, and of it that was surely found again. */
const LEAST = 1 / 1500;
const SURELY = 0.3;
/** Difference of levels up to which a place goes with the thing beside it. */
const ALIKE = 14;
/** The same up to which it has stayed with what is around. */
const CALM = 8;

type Way = { x: Plane; y: Plane };

/**
 * 1 where something goes its own way, and `way` then holds where: that of the thing, also for the parts of it that were not
 * found by themselves. `calm` is the way of what is around.
 */
export function moversOf(from: Plane, to: Plane, way: Way, calm: Way, trust: Plane): Uint8Array {
  const { width } = from;
  const movers = new Uint8Array(from.values.length);
  const could = (i: number) =>
    trust.values[i]! > 0.5 &&
    Math.hypot(way.x.values[i]! - calm.x.values[i]!, way.y.values[i]! - calm.y.values[i]!) > APART;
  const seen = new Uint8Array(movers.length);
  for (let start = 0; start < movers.length; start++) {
    if (seen[start] || !could(start)) continue;
    const thing = [start];
    let sure = 0;
    seen[start] = 1;
    for (let k = 0; k < thing.length; k++) {
      const i = thing[k]!;
      if (trust.values[i] === 1) sure++;
      for (const j of beside(i, width, movers.length)) {
        const step = Math.hypot(way.x.values[i]! - way.x.values[j]!, way.y.values[i]! - way.y.values[j]!);
        if (seen[j] || step > ONE || !could(j)) continue;
        seen[j] = 1;
        thing.push(j);
      }
    }
    if (thing.length < LEAST * movers.length || sure < SURELY * thing.length) continue;
    for (const i of thing) movers[i] = 1;
    grow(thing, movers, from, to, way, calm);
  }
  return movers;
}

/** Takes in what is beside a thing and looks the same where the thing goes, but not where what is around goes. */
function grow(thing: number[], movers: Uint8Array, from: Plane, to: Plane, way: Way, calm: Way): void {
  const { width, values } = from;
  const differs = (i: number, dx: number, dy: number) =>
    Math.abs(sampled(to, (i % width) + dx, Math.floor(i / width) + dy) - values[i]!);
  for (let k = 0; k < thing.length; k++) {
    const i = thing[k]!;
    const [dx, dy] = [way.x.values[i]!, way.y.values[i]!];
    for (const j of beside(i, width, movers.length)) {
      if (movers[j]) continue;
      const own = differs(j, dx, dy);
      const calmly = differs(j, calm.x.values[j]!, calm.y.values[j]!);
      if (own > ALIKE || calmly < CALM || own > 0.5 * calmly) continue;
      movers[j] = 1;
      way.x.values[j] = dx;
      way.y.values[j] = dy;
      thing.push(j);
    }
  }
}

function beside(i: number, width: number, count: number): number[] {
  const column = i % width;
  const all = [column > 0 ? i - 1 : -1, column < width - 1 ? i + 1 : -1, i - width, i + width];
  return all.filter((j) => j >= 0 && j < count);
}
