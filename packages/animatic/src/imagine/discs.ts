// What hangs in the sky: the sun, or two of them; the moon with its seas, or several; giants where the words want them.
import { between, chance } from '../plan/chance.ts';
import { type Canvas, lay, noteEye, type Rgb, STILL } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

/** Radii in focal lengths. */
const SUN = 0.0135;
const MOON = 0.021;
const GIANT = { sun: 0.1, moon: 0.115 };

/** Where the second and the third stand from the first (focal lengths, to the side and up), and how large they are beside it. */
const OTHERS = [
  { aside: 0.27, up: 0.1, size: 0.56 },
  { aside: 0.47, up: -0.02, size: 0.34 },
] as const;

/** Hangs them where they are; they stay there while clouds drift past. */
export function paintDiscs(canvas: Canvas, light: Light, scene: Scene): void {
  const { width, scale, horizon } = canvas;
  const { toSun, disc, stars } = light;
  const { seed, giant, things, hour, hidden } = scene;
  const way = chance(seed, 'discs') < 0.5 ? -1 : 1;
  const first = { x: width / 2 + (toSun[0] / toSun[2]) * scale, y: horizon - (toSun[1] / toSun[2]) * scale };
  const night = hour === 'night' || stars > 0.5;
  if (!night && disc > 0 && toSun[2] > 0) {
    const radius = scale * (giant.has('sun') ? GIANT.sun : SUN);
    if (things.has('suns')) {
      const [aside, size] = [Math.max(0.1 * scale, 2.3 * radius), 0.62 * radius];
      paintSun(
        canvas,
        light,
        first.x - Math.sign(first.x - width / 2 || 1) * aside,
        first.y - 0.6 * size,
        size,
        giant.has('sun'),
      );
    }
    paintSun(canvas, light, first.x, first.y, radius, giant.has('sun'));
  }
  const moons = hidden.has('moon') ? 0 : (things.get('moon') ?? (night ? 1 : 0));
  if (moons === 0 || (disc === 0 && !things.has('moon'))) return;
  const radius = scale * (giant.has('moon') ? GIANT.moon : moons > 1 ? 1.7 * MOON : MOON);
  // By day it stands on the other side than the sun.
  const opposite = {
    x: width * (0.5 + 0.26 * (scene.sides.get('moon') ?? -Math.sign(toSun[0] || 1))),
    y: horizon * between(seed, 'moon high', 0.3, 0.5),
  };
  const main = night && toSun[2] > 0 ? first : opposite;
  if (things.has('moon')) noteEye(canvas, main.x - radius, main.y - radius, main.x + radius, main.y + radius);
  const seas = createNoise(seed, 'moon');
  const inward = main.x > width / 2 ? -1 : 1;
  for (let nth = moons - 1; nth >= 0; nth--) {
    const off = nth === 0 ? { aside: 0, up: 0, size: 1 } : OTHERS[nth - 1]!;
    const far = Math.max(1, (1.5 * radius) / (off.aside * scale || 1));
    const x = main.x + inward * off.aside * far * scale;
    const y = Math.max(2.4 * radius * off.size, main.y - off.up * way * scale);
    // Under an even sky only a trace of it is left.
    const veiled = disc > 0 || night === false ? 1 : 0.35;
    paintMoon(
      canvas,
      light,
      { x, y, radius: radius * off.size, veiled, night, large: radius > 1.2 * MOON * scale },
      (u, v) => face(seas, u + 7 * nth, v),
    );
  }
}

function face(seas: Noise, u: number, v: number): number {
  return 0.55 + 0.6 * layered(seas, u, v, 3) ** 1.6;
}

/** A disc that is too bright for any detail; a giant one is seen through much air: its lower half is redder and dimmer. */
function paintSun(canvas: Canvas, { sun, disc }: Light, x: number, y: number, radius: number, giant: boolean): void {
  const bright = giant ? 2.9 / Math.max(...sun) : 9;
  eachIn(canvas, x, y, radius, (at, cover, _u, v) => {
    const dim = giant ? 1 - 0.34 * smooth(-0.6, 1, v) : 1;
    canvas.kind[at] = STILL;
    lay(
      canvas,
      at,
      cover * Math.min(1, disc),
      bright * dim * sun[0],
      bright * dim * dim * sun[1],
      bright * dim ** 3 * sun[2],
    );
  });
}

type Moon = { x: number; y: number; radius: number; veiled: number; night: boolean; large: boolean };

/** Full by night; by day pale, and lit from where the sun stands. */
function paintMoon(
  canvas: Canvas,
  { sun, toSun }: Light,
  { x, y, radius, veiled, night, large }: Moon,
  tone: (u: number, v: number) => number,
): void {
  const { colour, kind } = canvas;
  const whole = Math.max(...sun);
  // A small one is too bright for its seas to be seen well, a large one is not.
  const bright = night ? Math.min(4.2, large ? 1.3 / whole : 4.2) : 0.2 / whole;
  const grey = night ? 0 : 0.62;
  const hue: Rgb = [grey + bright * sun[0], grey + bright * sun[1], grey + bright * sun[2]];
  const [lx, ly] = [Math.sign(toSun[0] || 1) * 0.75, 0.3];
  eachIn(canvas, x, y, radius, (at, cover, u, v) => {
    const out = Math.min(1, u * u + v * v);
    const facing = night ? 1 : smooth(-0.12, 0.5, u * lx - v * ly + 0.45 * Math.sqrt(1 - out));
    const own = tone(u, v) * (night ? 1 - 0.25 * out * out : facing);
    kind[at] = STILL;
    // Its dark side has the sky's colour, and stars do not shine through it.
    const i = 3 * at;
    if (night) {
      lay(canvas, at, cover * veiled, hue[0] * own, hue[1] * own, hue[2] * own);
      return;
    }
    for (let c = 0; c < 3; c++)
      colour[i + c]! += Math.max(0, hue[c]! * own - 0.55 * colour[i + c]!) * 0.75 * cover * veiled;
  });
}

/** Calls for each pixel of a disc: how much of it is covered, and where in it that is (−1 to 1, right and down). */
function eachIn(
  { width, height }: Canvas,
  x: number,
  y: number,
  radius: number,
  paint: (at: number, cover: number, u: number, v: number) => void,
): void {
  for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(height - 1, y + radius + 1); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(width - 1, x + radius + 1); column++) {
      const [u, v] = [(column + 0.5 - x) / radius, (row + 0.5 - y) / radius];
      const cover = Math.min(1, Math.max(0, (1 - Math.hypot(u, v)) * radius + 0.5));
      if (cover > 0) paint(row * width + column, cover, u, v);
    }
  }
}
