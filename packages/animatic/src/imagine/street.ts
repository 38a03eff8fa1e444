// A street between two rows of houses, seen along its middle; by night its lamps and signs, in rain their mirror images.
import { between } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { type Canvas, inStrips, LAND, newCanvas, type Rgb, type Sheet, scaled } from './canvas.ts';
import { dyed } from './colours.ts';
import { BOUNCE, END, EYE, facade, type House, houseAt, type Sign, STOREY, type Street, soften } from './facades.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky, paintSky } from './sky.ts';
import { planterOf, type Stand } from './trees.ts';

const WALLS: readonly Rgb[] = [
  [0.32, 0.13, 0.085],
  [0.5, 0.4, 0.27],
  [0.3, 0.31, 0.33],
  [0.56, 0.5, 0.42],
  [0.13, 0.14, 0.16],
  [0.42, 0.24, 0.14],
  [0.24, 0.28, 0.27],
];
/** Plaster and stone of old towns, and what their shutters are painted with. */
const PLASTERS: readonly Rgb[] = [
  [0.56, 0.4, 0.22],
  [0.6, 0.5, 0.34],
  [0.52, 0.3, 0.2],
  [0.58, 0.52, 0.44],
  [0.46, 0.26, 0.2],
  [0.5, 0.45, 0.36],
];
const SHUTTERS: readonly Rgb[] = [
  [0.06, 0.14, 0.08],
  [0.08, 0.13, 0.2],
  [0.18, 0.08, 0.04],
  [0.3, 0.32, 0.3],
];
const NEONS: readonly Rgb[] = [
  [2.2, 0.16, 0.7],
  [0.12, 1.5, 1.9],
  [2.2, 0.75, 0.12],
  [0.35, 0.35, 2.3],
  [1.9, 0.12, 0.1],
  [0.2, 1.7, 0.7],
];
const DARKNESS: Record<Scene['hour'], number> = {
  dawn: 0.4,
  sunrise: 0.15,
  morning: 0.04,
  day: 0,
  golden: 0.08,
  sunset: 0.3,
  dusk: 0.8,
  night: 1,
};

export function paintStreet(scene: Scene, light: Light, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, between(scene.seed, 'horizon', 0.46, 0.6));
  const { width, height, scale, horizon, colour, distance, kind, hands } = canvas;
  paintSky(canvas, light, scene);
  const street = streetOf(scene, light);
  const out = new Float64Array(3);
  const mirror = new Float64Array(3);
  // From the middle of the road or from a pavement; the street's end off the middle of the frame.
  const from = between(scene.seed, 'standpoint', -0.6, 0.6) * street.half;
  const middle = width * (0.5 + between(scene.seed, 'vanishing', -0.15, 0.15));
  hands.each(0, height, (row) => {
    const dy = (horizon - row - 0.5) / scale;
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const dx = (column + 0.5 - middle) / scale;
      const ground = dy < 0 ? EYE / -dy : Number.POSITIVE_INFINITY;
      let far = facade(street, from, 0, EYE, dx, dy, out);
      if (ground < far) {
        far = Math.min(END, ground);
        paving(street, from + dx * far, far, dx, dy, out, mirror);
      }
      if (far === Number.POSITIVE_INFINITY) continue;
      for (let c = 0; c < 3; c++) colour[3 * at + c] = out[c];
      distance[at] = far;
      kind[at] = LAND;
    }
  });
  plantRow(canvas, street, scene, { from, middle });
  // A street has walls for a horizon: nothing in it drifts as clouds or water do.
  return { ...canvas, horizon: 1.5 * height };
}

function streetOf(scene: Scene, light: Light): Street {
  const chance = new Chance(scene.seed, 'street');
  const { quarter } = scene;
  const old = quarter === 'old';
  const { half, road } = old
    ? { half: chance.between(3.6, 5.2), road: 0 }
    : quarter === 'alley'
      ? { half: chance.between(2.6, 3.6), road: 0 }
      : { half: 8, road: 4.6 };
  const walls = (old ? PLASTERS : WALLS).map((wall) => dyed(wall, scene.tints.wall?.[0]));
  // Neon tubes of the named colours, each as bright as the others.
  const neons = scene.tints.neon?.map((hue) => scaled(hue, 2.1 / Math.max(...hue))) ?? NEONS;
  // Low houses of an old town, or walls of storeys.
  const storeys = old ? chance.between(1.6, 3.4) : chance.between(2.5, 9);
  const row = (): House[] => {
    const houses: House[] = [];
    for (let z = -30; z < END; ) {
      const wide = old ? chance.between(5, 10) : chance.between(9, 19);
      const tower = !old && chance.next() < 0.14 && z < 90 ? chance.between(1.6, 2.6) : 1;
      houses.push({
        from: z,
        to: z + wide,
        high:
          (old ? 3.3 : 0) +
          STOREY * (Math.round(storeys * chance.between(0.7, 1.45)) * tower) +
          chance.between(0.6, 1.4),
        wall: chance.pick(walls),
        bay: chance.between(2.1, 3.2),
        lit: chance.between(0.2, 0.62),
        warm: chance.next() < 0.75,
        set: old ? chance.between(0.26, 0.36) : chance.between(0.18, 0.4),
        shutters: old && chance.next() < 0.75 ? chance.pick(SHUTTERS) : null,
      });
      z += wide;
    }
    return houses;
  };
  const rows = [row(), row()] as const;
  const signs: Sign[] = old ? lanterns(chance, half) : [];
  const day = scene.hour === 'day' || scene.hour === 'morning' || scene.hour === 'golden';
  for (let z = day || old ? 200 : 7; z < 110; z += chance.between(2.5, 7)) {
    const side = chance.pick([-1, 1]);
    const wide = chance.between(0.5, 1.5) * Math.min(1, half / 5);
    const low = chance.between(3.2, 7.5);
    const tall = chance.between(0.8, 4);
    const glow = chance.pick(neons);
    signs.push({
      z,
      x: side * (half - wide / 2 - 0.1),
      wide,
      low,
      high: low + tall,
      glow,
      bars: Math.round(tall / chance.between(0.4, 0.9)),
    });
  }
  const dark = Math.max(DARKNESS[scene.hour], scene.weather === 'storm' ? 0.55 : 0);
  const snow = scene.season === 'winter' || scene.weather === 'snow';
  const glow = [0.16, 0.1, 0.13];
  const haze = [0, 1, 2].map(
    (c) => 0.6 * light.fog[c]! + 0.4 * light.horizon[c]! + dark * 0.45 * glow[c]!,
  ) as unknown as Rgb;
  const noise = createNoise(scene.seed, 'walls');
  const wet = scene.weather === 'storm' ? 1 : dark > 0.6 ? (old ? 0.3 : 0.55) : 0;
  const ending = new Chance(scene.seed, 'end');
  const closed = old
    ? {
        z: ending.between(48, 80),
        tower: ending.between(-3, 3),
        high: ending.between(17, 25),
        wall: ending.pick(walls),
      }
    : null;
  return { half, road, cobbled: road === 0, closed, rows, signs, noise, light, dark, wet, snow, haze };
}

/** Lamps on the walls, by turns on the left and on the right. */
function lanterns(chance: Chance, half: number): Sign[] {
  const lamps: Sign[] = [];
  for (let z = 8, side = 1; z < 70; z += chance.between(6, 10), side = -side)
    lamps.push({ z, x: side * (half - 0.42), wide: 0.26, low: 3, high: 3.46, glow: [2.6, 1.5, 0.6], bars: 0 });
  return lamps;
}

/** Stones of a hand's breadth in rows, each rounded and of its own grey; far away one tone. */
function cobbles(noise: Noise, x: number, z: number): number {
  const course = Math.floor(z / 0.15);
  const u = x / 0.17 + 0.5 * (course % 2) + 0.3 * noise(course * 1.7, 3.3);
  const [a, b] = [u - Math.floor(u), z / 0.15 - course];
  const joint = smooth(0, 0.2, Math.min(a, 1 - a)) * smooth(0, 0.2, Math.min(b, 1 - b));
  const near = smooth(16, 5, z);
  return 1 + near * ((0.5 + 0.5 * joint) * (0.7 + 0.7 * noise(Math.floor(u) * 5.3, course * 7.1)) - 1);
}

/** Facets of wet ground that a pixel shows. */
const FACETS = 3;

/** Road, gutter and pavement; wet, they mirror what stands over them. */
function paving(
  street: Street,
  x: number,
  z: number,
  dx: number,
  dy: number,
  out: Float64Array,
  mirror: Float64Array,
): void {
  const { light, noise, dark, wet, snow, half, road: kerbs, cobbled } = street;
  const { sun, ambient, toSun } = light;
  const grain = layered(noise, x * 7, z * 7, 4) * 0.5 + 0.5 * noise(x * 31, z * 31);
  const road = cobbled ? 0 : smooth(kerbs + 0.06, kerbs - 0.06, Math.abs(x));
  const slab =
    !cobbled && Math.abs(x) > kerbs + 0.2 && (Math.abs(x * 0.9) % 1 < 0.04 || Math.abs(z * 0.9) % 1 < 0.04) ? 0.6 : 1;
  const kerb = cobbled ? 0 : smooth(0.12, 0.05, Math.abs(Math.abs(x) - kerbs - 0.08));
  const line = smooth(0.1, 0.06, Math.abs(x)) * (z % 6 < 2.6 ? 0.75 : 0) * (snow || cobbled ? 0 : 1);
  const white = snow ? smooth(0.25, 0.6, grain) * (1 - 0.7 * road) + 0.3 * road * smooth(0.35, 0.6, grain) : 0;
  const shade = x * Math.sign(toSun[0] || 1);
  const height = toSun[1] / Math.max(0.05, Math.abs(toSun[0]));
  const over = houseAt(
    street.rows[toSun[0] < 0 ? 0 : 1],
    Math.min(END, z + (toSun[2] / Math.max(0.1, Math.abs(toSun[0]))) * (half - shade)),
  );
  const lit = toSun[1] * smooth(-0.4, 0.4, (half - shade) * height - over.high);
  const lamps = dark * 0.26 * (0.7 + 0.3 * Math.sin(z * 0.42) ** 2);
  const own =
    (0.075 * road + 0.2 * (1 - road)) *
      (0.6 + 0.8 * grain) *
      slab *
      (cobbled ? 0.8 * cobbles(noise, x, z) : 1) *
      (1 - 0.35 * wet) +
    0.08 * kerb +
    0.4 * line;
  for (let c = 0; c < 3; c++) {
    const albedo = own + (0.8 - own) * white;
    const sky = ambient[c]! * 0.85 + BOUNCE * Math.max(0, toSun[1]) * sun[c]!;
    out[c] = albedo * (sun[c]! * lit + sky + lamps * [1, 0.66, 0.4][c]!);
  }
  if (wet > 0 && white < 0.5) {
    const puddle = smooth(0.42, 0.62, layered(noise, x * 0.5 + 9, z * 0.3, 3));
    const rough = 0.03 + 0.09 * (1 - puddle);
    const tilt = (layered(noise, x * 9 + 3, z * 5, 3) - 0.5) * rough;
    // Facets too small to be told apart draw a light out into a streak.
    const shown = [0, 0, 0];
    for (let facet = 0; facet < FACETS; facet++) {
      const up = -dy + 0.6 * tilt + rough * (0.2 + 0.45 * ((facet + 0.5) / FACETS - 0.5));
      if (facade(street, x, z, 0, dx + tilt * 0.4, up, mirror) === Number.POSITIVE_INFINITY)
        clearSky(light, dx, -dy, 1, mirror);
      for (let c = 0; c < 3; c++) shown[c]! += mirror[c]! / FACETS;
    }
    const grazing = Math.exp(dy * 4.5);
    const much = wet * (0.1 + 0.62 * grazing) * (0.4 + 0.6 * puddle) * (1 - 0.5 * (1 - road));
    for (let c = 0; c < 3; c++) out[c]! += (shown[c]! * 0.9 - out[c]! * 0.5) * much;
  }
  soften(street, z, out);
}

/** Trees along both pavements, from far to near. */
function plantRow(
  canvas: Canvas,
  { light, road, cobbled }: Street,
  scene: Scene,
  { from, middle }: { from: number; middle: number },
): void {
  const chance = new Chance(scene.seed, 'row');
  if (chance.next() < 0.35 || scene.bare || cobbled) return;
  const stands: Stand[] = [];
  for (let z = 96; z > 9; z -= chance.between(8, 12)) {
    for (const side of [-1, 1]) {
      if (chance.next() < 0.25) continue;
      const x = middle + (canvas.scale * (side * (road + 1.3) - from)) / z;
      const tall = (canvas.scale * chance.between(5.5, 7.5)) / z;
      stands.push({ x, base: canvas.horizon + (canvas.scale * EYE) / z, tall, z, tint: chance.between(0.7, 1) });
    }
  }
  inStrips(
    canvas,
    stands,
    ({ tall }) => tall,
    (strip) => {
      const planter = planterOf(strip, { ...light, haze: 0.0085, sun: light.sun, deep: 900 }, scene);
      for (const stand of stands) planter.crown(stand);
    },
  );
}
