// What is seen through the windows of a room, out of focus: a garden before hills, a town, or the stars.
import { Chance } from '../sound/chance.ts';
import type { Rgb } from './canvas.ts';
import type { Light } from './light.ts';
import { layered, type Noise, smooth } from './noise.ts';
import type { Room } from './rooms/room.ts';
import type { Scene } from './scene.ts';
import { clearSky } from './sky.ts';

/** `bokeh`: far lights, by where they are (to the side and up, as slopes) and how large. */
export type Far = {
  view: Room['view'];
  light: Light;
  noise: Noise;
  dark: number;
  snowy: boolean;
  bokeh: { x: number; y: number; size: number; tone: Rgb }[];
};

export function farOf({ seed, season }: Scene, view: Room['view'], light: Light, noise: Noise, dark: number): Far {
  const chance = new Chance(seed, 'bokeh');
  const tones: readonly Rgb[] = [
    [0.5, 0.3, 0.12],
    [0.5, 0.42, 0.3],
    [0.2, 0.3, 0.42],
    [0.45, 0.1, 0.06],
  ];
  const count = dark > 0.4 && view !== 'space' ? 30 : 0;
  const bokeh = Array.from({ length: count }, () => {
    const x = chance.between(-1.2, 2.6);
    return { x, y: chance.between(-0.2, 0.03), size: chance.between(0.006, 0.02), tone: chance.pick(tones) };
  });
  return { view, light, noise, dark, snowy: season === 'winter', bokeh };
}

/** The colour of what is that far to the side and up, as slopes. */
export function behind(far: Far, across: number, up: number, out: Float64Array): void {
  const { light, dark, view, bokeh } = far;
  if (view === 'space') {
    stars(far, across, up, out);
    return;
  }
  clearSky(light, across, Math.max(0.02, up + 0.1), 1, out);
  if (view === 'garden') garden(far, across, up, out);
  else town(far, across, up, out);
  for (let c = 0; c < 3; c++) out[c]! *= 1.55;
  for (const { x, y, size, tone } of bokeh) {
    const off = Math.hypot(across - x, up - y);
    if (off < size) for (let c = 0; c < 3; c++) out[c]! += 0.5 * tone[c]! * dark * smooth(size, size * 0.85, off);
  }
}

function garden({ light, noise, snowy }: Far, across: number, up: number, out: Float64Array): void {
  const hill = smooth(0.012, -0.012, up - 0.06 * (layered(noise, across * 5 + 5, 2, 3) - 0.25));
  const wood = smooth(0.02, -0.02, up + 0.09 - 0.16 * layered(noise, across * 9 + 70, 9, 4));
  const leaves = 0.45 + 0.8 * layered(noise, across * 22, up * 26, 3);
  for (let c = 0; c < 3; c++) {
    const far = light.fog[c]! * 0.6;
    const near =
      (snowy ? [0.34, 0.36, 0.4] : [0.07, 0.11, 0.04])[c]! * (light.ambient[c]! * 1.6 + light.sun[c]! * 0.5) * leaves;
    out[c]! += (far - out[c]!) * hill;
    out[c]! += (near - out[c]!) * wood;
  }
}

/** Towers in two rows, the farther one in the haze; their windows burn when it is dark. */
function town({ light, noise, dark }: Far, across: number, up: number, out: Float64Array): void {
  for (const [wide, high, air] of [
    [0.075, 0.3, 0.62],
    [0.13, 0.2, 0.3],
  ] as const) {
    const cell = Math.floor(across / wide + 400);
    const within = across / wide + 400 - cell;
    const top = high * (noise(cell * 3.17 + high * 90, 5.5) ** 1.4 * 1.5 - 0.16);
    const cover = smooth(0.006, -0.006, up - top) * smooth(0, 0.06, Math.min(within, 0.97 - within));
    if (cover <= 0) continue;
    const own = 0.5 + 0.6 * noise(cell * 7.7, high * 31);
    const [along, down] = [within * (wide / 0.011), (top - up) / 0.013];
    const [bay, storey] = [Math.floor(along), Math.floor(down)];
    const pane = noise(bay * 5.3 + cell * 11.9, storey * 3.7 + 2.2);
    // Soft spots: the eye is on the room.
    const [x, y] = [along - bay - 0.3 - 0.4 * ((pane * 37) % 1), down - storey - 0.3 - 0.4 * ((pane * 71) % 1)];
    const spot = smooth(0.5, 0.05, Math.hypot(x, y));
    const burns = pane > 0.64 && storey > 0 ? spot * dark * (0.12 + ((pane * 53) % 1)) * (1 - 0.6 * air) : 0;
    const glass = (0.1 + 0.1 * pane * spot) * (1 - dark);
    for (let c = 0; c < 3; c++) {
      const wall = [0.2, 0.2, 0.22][c]! * own * (light.ambient[c]! + 0.3 * light.sun[c]!) + glass * light.horizon[c]!;
      const tone = wall * (1 - air) + 0.75 * light.fog[c]! * air + burns * [1, 0.7, 0.36][c]!;
      out[c]! += (tone - out[c]!) * cover;
    }
  }
}

/** Stars, a trace of gas, and the limb of a planet. */
function stars({ noise }: Far, across: number, up: number, out: Float64Array): void {
  const gas = Math.max(0, layered(noise, across * 1.6 + 3, up * 1.6 + 8, 5) - 0.46);
  const [u, v] = [across * 120, up * 120];
  const [a, b] = [Math.floor(u), Math.floor(v)];
  const own = noise(a * 3.71 + 0.5, b * 5.93 + 0.5);
  const off = Math.hypot(u - a - 0.25 - 0.5 * ((own * 31) % 1), v - b - 0.25 - 0.5 * ((own * 57) % 1));
  const star = own > 0.74 ? ((own * 91) % 1) ** 4 * 2.5 * smooth(0.24, 0.08, off) : 0;
  const [x, y] = [(across - 0.34) / 0.52, (up + 0.5) / 0.52];
  const far = x * x + y * y;
  const lit = far < 1 ? Math.max(0, -0.55 * x + 0.72 * y + 0.3 * Math.sqrt(1 - far)) : 0;
  const bands = 0.7 + 0.6 * layered(noise, x * 1.4 + 20, y * 6, 4);
  const rim = far >= 1 ? Math.exp((1 - far) * 26) * Math.max(0, y) : 0;
  for (let c = 0; c < 3; c++) {
    const sky = 0.004 + gas * [0.35, 0.16, 0.6][c]! + star;
    out[c] = far < 1 ? lit * bands * [0.2, 0.42, 0.75][c]! : sky + rim * [0.2, 0.5, 0.9][c]!;
  }
}
