// Deep space: a nebula, stars, and a planet with its air in the light of a sun.
import { between, chance, pick } from '../plan/chance.ts';
import { type Canvas, LAND, newCanvas, noteEye, type Rgb, type Sheet } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import { paintRing } from './ring.ts';
import type { Scene } from './scene.ts';
import { paintStars } from './sky.ts';

/** Two colours of glowing gas that go together. */
const GASES: readonly (readonly [Rgb, Rgb])[] = [
  [
    [0.95, 0.2, 0.4],
    [0.1, 0.32, 0.95],
  ],
  [
    [0.95, 0.5, 0.16],
    [0.08, 0.55, 0.62],
  ],
  [
    [0.6, 0.16, 0.95],
    [0.95, 0.32, 0.28],
  ],
  [
    [0.12, 0.75, 0.6],
    [0.26, 0.2, 0.9],
  ],
];

export function paintSpace(scene: Scene, light: Light, sheet: Sheet): Canvas {
  // The horizon lies below the frame: all is sky.
  const canvas = newCanvas(sheet, 1.35);
  paintNebula(canvas, scene);
  paintStars(canvas, { ...light, stars: 1.3 }, { ...scene, starry: false });
  if (scene.globe !== 'none') paintPlanet(canvas, scene);
  return canvas;
}

function paintNebula({ width, height, scale, colour, hands }: Canvas, { seed, tints, globe }: Scene): void {
  const noise = createNoise(seed, 'nebula');
  const gases = pick(seed, 'gas', GASES);
  const [warm, cold] = gases.map((gas, nth) => dyed(gas, tints.gas?.[nth] ?? tints.gas?.[0])) as [Rgb, Rgb];
  const turn = between(seed, 'nebula turn', 0, Math.PI);
  // Of the Earth's own sky no gas is seen, unless it is asked for.
  const thin = globe === 'earth' && tints.gas === undefined ? 0.12 : 1;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  hands.each(0, height, (row) => {
    for (let column = 0, i = 3 * row * width; column < width; column++, i += 3) {
      const x = ((column - width / 2) / scale) * 1.7;
      const y = ((row - height / 2) / scale) * 1.7;
      const across = (y * cos - x * sin) / 0.75;
      const bendX = layered(noise, x * 1.2 + 7, y * 1.2, 4) - 0.5;
      const bendY = layered(noise, x * 1.2 + 90, y * 1.2 + 31, 4) - 0.5;
      const cloud = layered(noise, x * 1.5 + 2.2 * bendX, y * 1.5 + 2.2 * bendY, 6);
      const dust = layered(noise, x * 2.4 + 1.6 * bendY + 50, y * 2.4 + 1.6 * bendX, 6);
      const belt = Math.exp(-((across + 2.4 * bendX) ** 2));
      const gas = thin * smooth(0.34, 0.82, cloud) * (0.16 + 1.15 * belt);
      const dark = 1 - 0.85 * smooth(0.46, 0.62, dust) * smooth(0.2, 0.7, belt + gas);
      const kindOf = smooth(0.32, 0.64, dust + 0.5 * bendX);
      const core = Math.min(0.5, gas * gas * gas * 0.22);
      for (let c = 0; c < 3; c++) {
        colour[i + c] =
          [0.004, 0.005, 0.011][c] + (gas * (warm[c] * kindOf + cold[c] * (1 - kindOf)) * 0.34 + 0.4 * core) * dark;
      }
    }
  });
}

/** How far the air of a planet glows, in its radii. */
const GLOW = 1.16;

function paintPlanet(canvas: Canvas, scene: Scene): void {
  const { seed, tints } = scene;
  const { width, height, scale, colour, distance, kind, hands } = canvas;
  const [tint] = tints.planet ?? [];
  const noise = createNoise(seed, 'planet');
  const earth = scene.globe === 'earth';
  const ringed = scene.ringed || (!earth && chance(seed, 'ring') < 0.16);
  const radius = scale * (ringed ? between(seed, 'planet size', 0.13, 0.24) : between(seed, 'planet size', 0.14, 0.4));
  const hand = chance(seed, 'planet hand') < 0.5 ? -1 : 1;
  const middleX = width / 2 + hand * width * between(seed, 'planet x', 0.05, 0.27);
  const middleY = height * between(seed, 'planet y', ringed ? 0.4 : 0.5, ringed ? 0.6 : 0.78);
  const face =
    ringed || (!earth && chance(seed, 'planet kind') < 0.5) ? gasGiant(noise, seed, tint) : oceanWorld(noise, tint);
  const [lx, ly, lz]: Rgb = [-hand * 0.8, 0.42, -0.43];
  const albedo = new Float64Array(3);
  const reach = radius * GLOW;
  noteEye(canvas, middleX - radius, middleY - radius, middleX + radius, middleY + radius);
  hands.each(Math.max(0, Math.floor(middleY - reach)), Math.min(height, middleY + reach), (row) => {
    for (let column = Math.max(0, Math.floor(middleX - reach)); column < Math.min(width, middleX + reach); column++) {
      const x = (column + 0.5 - middleX) / radius;
      const y = (middleY - row - 0.5) / radius;
      const away = Math.sqrt(x * x + y * y);
      const i = 3 * (row * width + column);
      const sunward = smooth(-0.35, 0.7, (x * lx + y * ly) / Math.max(away, 0.01));
      // Air beyond the edge glows where the sun stands over it.
      const halo = away > 1 ? Math.exp(-(away - 1) * 26) * smooth(GLOW, 1, away) * sunward * 0.8 : 0;
      colour[i] += halo * 0.25;
      colour[i + 1] += halo * 0.5;
      colour[i + 2] += halo;
      const cover = Math.min(1, Math.max(0, (1 - away) * radius + 0.5));
      if (cover === 0) continue;
      const z = -Math.sqrt(Math.max(0, 1 - away * away));
      const facing = x * lx + y * ly + z * lz;
      const day = smooth(-0.06, 0.16, facing) * Math.max(0, facing) ** 0.8;
      face(x, y, z, albedo);
      const rim = (1 + z) ** 3 * smooth(-0.15, 0.5, facing);
      for (let c = 0; c < 3; c++) {
        const dusk = smooth(0.25, 0, facing) * day * [0.5, 0.12, 0][c];
        const lit = albedo[c] * (day * 1.05 + dusk + 0.004) + rim * [0.16, 0.36, 0.75][c];
        colour[i + c] += (lit - colour[i + c]) * cover;
      }
      if (cover < 0.5) continue;
      distance[row * width + column] = 3 + z * 0.6;
      kind[row * width + column] = LAND;
    }
  });
  if (ringed) paintRing(canvas, scene, { x: middleX, y: middleY, radius, toSun: [lx, ly, lz] });
}

type Face = (x: number, y: number, z: number, out: Float64Array) => void;

/** Bands of cloud that curl where they rub against each other. */
function gasGiant(noise: Noise, seed: number, tint: Rgb | undefined): Face {
  const lean = between(seed, 'planet lean', -0.4, 0.4);
  const [dark, bright]: [Rgb, Rgb] =
    chance(seed, 'planet hue') < 0.6
      ? [
          [0.36, 0.17, 0.08],
          [0.86, 0.7, 0.5],
        ]
      : [
          [0.1, 0.22, 0.42],
          [0.62, 0.78, 0.86],
        ];
  const hues = [dyed(dark, tint), dyed(bright, tint, 0.75)] as const;
  return (x, y, z, out) => {
    const latitude = y + lean * x;
    const along = Math.atan2(x, -z) * 1.6;
    const curl = layered(noise, along * 2 + 9, latitude * 7, 5) - 0.5;
    const band = layered(noise, 3.3, latitude * 6 + curl * 0.7, 3);
    const fine = layered(noise, along * 1.4, latitude * 26 + curl * 7, 4);
    const tone = smooth(0.25, 0.75, band * 0.7 + fine * 0.3);
    const [low, high] = hues;
    for (let c = 0; c < 3; c++) out[c] = low[c] + (high[c] - low[c]) * tone;
  };
}

/** Seas, land and white weather. */
function oceanWorld(noise: Noise, tint: Rgb | undefined): Face {
  const sea = dyed([0.012, 0.06, 0.17], tint, 0.9);
  const soil = dyed([0.3, 0.24, 0.09], tint, 0.6);
  return (x, y, z, out) => {
    const u = x * 1.7 + 20;
    const v = y * 1.7 + z * 1.3;
    const land = smooth(0.52, 0.56, layered(noise, u * 1.1, v * 1.1, 7));
    const grain = layered(noise, u * 6, v * 6, 4);
    const bend = layered(noise, u * 1.6 + 60, v * 1.6, 4) * 2.2;
    const cloud = smooth(0.5, 0.72, layered(noise, u * 1.5 + bend, v * 2.6 + bend * 0.5, 7));
    const ice = smooth(0.82, 0.92, Math.abs(y) + 0.1 * (grain - 0.5));
    const ground = 0.75 + 0.5 * grain;
    for (let c = 0; c < 3; c++) {
      const base = sea[c] * (1 - land) + soil[c] * ground * land;
      out[c] = base + (0.85 - base) * Math.max(cloud * 0.92, ice);
    }
  };
}
