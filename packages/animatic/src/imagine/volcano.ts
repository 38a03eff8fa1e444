// A volcano behind a landscape: its cone, and where it erupts its lava, its glow and its smoke.
import type { Region } from '../look/look.ts';
import { between, chance } from '../plan/chance.ts';
import { type Canvas, LAND, type Rgb, SKY } from './canvas.ts';
import { blend, type Landscape } from './landscape.ts';
import type { Light } from './light.ts';
import { createNoise, layered, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

/** Its middle, the height of its rim, the radius at its foot and of its crater; all in the world's unit. */
export type Volcano = { x: number; z: number; high: number; wide: number; crater: number };

/** The landscape with a volcano behind it. */
export function withVolcano({ terrain, wood, ...land }: Landscape, scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'volcano');
  const hand = chance(seed, 'volcano hand') < 0.5 ? -1 : 1;
  // Smoke needs room over it.
  const high = scene.erupting ? between(seed, 'volcano high', 4.2, 5.3) : between(seed, 'volcano high', 5, 6.4);
  const volcano: Volcano = {
    x: hand * between(seed, 'volcano x', 0.6, 3),
    z: between(seed, 'volcano z', 15.5, 18),
    high,
    wide: high * between(seed, 'volcano wide', 1.75, 2.1) * (scene.family === 'sea' ? 0.8 : 1),
    crater: between(seed, 'crater', 0.5, 0.75),
  };
  const coneAt = (x: number, z: number, octaves: number): number => {
    const [dx, dz] = [x - volcano.x, z - volcano.z];
    const away = Math.sqrt(dx * dx + dz * dz);
    if (away > volcano.wide) return -1;
    // Gullies run down its sides; its rim is broken.
    const around = Math.atan2(dx, -dz);
    const out = away / volcano.wide;
    const gully = ridged(noise, around * 2.6 + 40, 0.5 * out + 3, Math.min(5, octaves)) - 0.45;
    const rough = layered(noise, x * 0.8 + 9, z * 0.8, Math.min(6, octaves)) - 0.5;
    const slope = (1 - out) ** 1.75 * high;
    const rim = Math.max(away - volcano.crater, 0) / volcano.wide;
    const flank =
      Math.min(slope, high * (1 - rim) ** 1.75) * (1 + 0.36 * gully * smooth(0.03, 0.2, out)) +
      0.5 * rough * smooth(0, 0.1, out);
    const lip = high * (0.93 + 0.06 * noise(around * 1.4 + 7, 2.5));
    const pit = smooth(volcano.crater, 0.5 * volcano.crater, away) * 0.5;
    return Math.min(flank, lip + 0.1 * rough) - pit;
  };
  const heightAt = (x: number, z: number, octaves: number): number => {
    const ground = terrain.heightAt(x, z, octaves);
    // Farther away than it others would look over its shoulders.
    const lower = z > volcano.z ? ground * smooth(volcano.z + 9, volcano.z, z) : ground;
    if (z < volcano.z - volcano.wide || z > volcano.z + volcano.wide) return lower;
    const cone = coneAt(x, z, octaves);
    return cone < 0 ? lower : Math.max(lower * (1 - smooth(0, 1.2, cone)), cone - 0.12);
  };
  const cover = flanks(scene, terrain.cover, volcano);
  return {
    ...land,
    volcano,
    terrain: { ...terrain, heightAt, cover, farthest: Math.max(terrain.farthest, 40) },
    wood: wood && { ...wood, to: Math.min(wood.to, 14) },
  };
}

const SNOW: Rgb = [0.84, 0.87, 0.93];

/** What grew there, above it dark ash in bands, and snow on the top of one that sleeps. */
function flanks(scene: Scene, below: Terrain['cover'], { x, z, high, wide }: Volcano): Terrain['cover'] {
  const noise = createNoise(scene.seed, 'ash');
  const cold = scene.season === 'winter';
  const snowLine = scene.erupting ? 99 : cold ? 0.25 * high : high * between(scene.seed, 'cap', 0.56, 0.74);
  return (px, pz, height, up, out) => {
    below(px, pz, height, up, out);
    const [dx, dz] = [px - x, pz - z];
    if (dx * dx + dz * dz > wide * wide) return;
    const around = Math.atan2(dx, -dz);
    const grain = layered(noise, around * 9, height * 1.3, 4);
    const ash = smooth(0.1, 0.34, height / high + 0.22 * (grain - 0.5));
    if (ash === 0) return;
    const band = 0.62 + 0.76 * layered(noise, around * 5 + 3, height * 0.5, 3);
    const rust = smooth(0.5, 0.7, noise(around * 4 + 20, height * 0.8));
    const tone = 0.1 * band * (0.7 + 0.6 * grain);
    const snow = smooth(snowLine, snowLine + 0.9, height + 1.5 * (grain - 0.5));
    for (let c = 0; c < 3; c++) {
      const own = tone * blend([0.92, 0.9, 0.92][c]!, [1.5, 0.86, 0.66][c]!, 0.7 * rust);
      out[c] = blend(blend(out[c]!, own, ash), SNOW[c]!, snow);
    }
  };
}

/** Where the crater is seen in the frame: its middle and half its breadth, in pixels. */
function craterIn({ width, scale, horizon }: Canvas, { eye }: Terrain, { x, z, high, crater }: Volcano) {
  const near = z - 0.5 * crater;
  return {
    column: width / 2 + (scale * x) / near,
    row: horizon + (scale * (eye - 0.93 * high)) / near,
    half: (scale * crater) / near,
  };
}

/** Paints what burns: streams of lava down its sides, light over the crater, and smoke that leans with the wind. */
export function paintEruption(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, volcano: Volcano): void {
  const { column, row, half } = craterIn(canvas, terrain, volcano);
  paintSmoke(canvas, light, scene, column, row, half);
  paintLava(canvas, scene, volcano);
  paintGlow(canvas, column, row, half);
  const [wide, tall] = [1.5 * half, 1.7 * half];
  const region: Region = {
    x: (column - wide) / canvas.width,
    y: (row - tall) / canvas.height,
    width: (2 * wide) / canvas.width,
    height: tall / canvas.height,
    weight: 1,
  };
  canvas.crater = region;
}

/** Streams meander down from the rim: white hot there, red and crusted farther down. */
function paintLava(
  { width, height, scale, colour, distance, kind, hands }: Canvas,
  { seed }: Scene,
  volcano: Volcano,
): void {
  const noise = createNoise(seed, 'lava');
  const streams = Array.from({ length: 5 }, (_, i) => ({
    at: -1.15 + 0.52 * i + between(seed, `stream ${i}`, -0.2, 0.2),
    long: between(seed, `stream long ${i}`, 0.3, 0.95) * (i === 2 ? 1.1 : 1),
    wide: between(seed, `stream wide ${i}`, 0.05, 0.1),
  }));
  hands.each(0, height, (row) => {
    for (let column = 0, i = row * width; column < width; column++, i++) {
      const z = distance[i]!;
      if (kind[i] !== LAND || z < volcano.z - volcano.wide || z > volcano.z + 0.3) continue;
      const dx = ((column + 0.5 - width / 2) / scale) * z - volcano.x;
      const dz = z - volcano.z;
      const away = Math.sqrt(dx * dx + dz * dz);
      const out = (away - 0.8 * volcano.crater) / (0.75 * volcano.wide);
      if (out > 1 || out < -0.1) continue;
      const around = Math.atan2(dx, -dz);
      let heat = 0;
      for (const { at, long, wide } of streams) {
        if (out > long) continue;
        const bend = 0.24 * (noise(out * 7 + 20 * at, 3.5) - 0.5) + 0.1 * (noise(out * 22 + 9 * at, 7.5) - 0.5);
        // In the world's measure, so that it does not widen with the cone.
        const off = Math.abs(around - at * (1 - 0.25 * out) - bend) * (away + 0.2);
        const broad = wide * (1.5 - (0.7 * out) / long) * (0.7 + 0.6 * noise(out * 12, at * 9));
        heat = Math.max(heat, smooth(broad, broad * 0.3, off) * smooth(long, long * 0.7, out));
      }
      if (heat < 0.01) continue;
      const crust = smooth(0.35, 0.62, layered(noise, around * 26, away * 9, 3)) * smooth(0.05, 0.5, out);
      const hot = heat * (1 - 0.72 * crust);
      colour[3 * i]! += 3.4 * hot;
      colour[3 * i + 1]! += (0.85 - 0.5 * out) * hot * hot * 1.25;
      colour[3 * i + 2]! += 0.12 * hot ** 4 * (1 - out);
    }
  });
}

/** Light that the crater throws into the smoke and the air before it. */
function paintGlow({ width, height, colour, kind, hands }: Canvas, x: number, y: number, half: number): void {
  const reach = 7 * half;
  hands.each(Math.max(0, Math.floor(y - reach)), Math.min(height, y + reach), (row) => {
    for (let column = Math.max(0, Math.floor(x - reach)); column < Math.min(width, x + reach); column++) {
      const at = row * width + column;
      const away = Math.hypot(column - x, (row - y) * (row < y ? 0.72 : 1.3)) / half;
      const shine = 0.85 * Math.exp(-away * 0.85) * smooth(5, 3.2, away) * (kind[at] === SKY ? 1 : 0.5);
      colour[3 * at]! += 1.25 * shine;
      colour[3 * at + 1]! += 0.42 * shine;
      colour[3 * at + 2]! += 0.09 * shine;
    }
  });
  // A fountain stands over the rim.
  hands.each(Math.max(0, Math.floor(y - 1.5 * half)), Math.min(height, y + 0.35 * half), (row) => {
    const up = Math.max(0, (y - row) / half);
    for (let column = Math.max(0, Math.floor(x - half)); column < Math.min(width, x + half); column++) {
      const aside = (column - x) / (half * (0.62 + 0.1 * up));
      const jet = Math.exp(-aside * aside * 2.2) * smooth(1.5, 0, up) * smooth(-0.35, 0.05, (y - row) / half);
      const i = 3 * (row * width + column);
      colour[i]! += 3 * jet;
      colour[i + 1]! += 1.1 * jet * jet;
      colour[i + 2]! += 0.25 * jet ** 4;
    }
  });
}

/** A column of smoke that billows, broader the higher it is; dark, lit by the sky on one side and by the fire from below. */
function paintSmoke(canvas: Canvas, light: Light, scene: Scene, x: number, y: number, half: number): void {
  const { width, height, colour, kind, hands } = canvas;
  const noise = createNoise(scene.seed, 'smoke');
  // As the film's wind blows.
  const hand = scene.seed % 2 === 0 ? 1 : -1;
  const { sun, ambient, toSun, fog } = light;
  const side = Math.sign(toSun[0]) || 1;
  const puff = (u: number, v: number) => {
    const bend = noise(u * 0.8 + 30, v * 0.8) - 0.5;
    return layered(noise, u + 0.9 * bend, v + 0.6 * bend, 5);
  };
  hands.each(0, Math.min(height, y + 0.3 * half), (row) => {
    const up = (y - row) / half;
    const lean = hand * (0.18 * up + 0.016 * up * up);
    const broad = 0.7 + 0.3 * up ** 0.9;
    const reach = broad * 1.7 * half;
    const middle = x + lean * half;
    for (let column = Math.max(0, Math.floor(middle - reach)); column < Math.min(width, middle + reach); column++) {
      const at = row * width + column;
      if (kind[at] !== SKY) continue;
      const u = (column - middle) / half;
      const across = u / broad;
      const mass = puff(u * 0.75 + 9, up * 0.75);
      const cover =
        smooth(0.3, 0.5, mass + 0.62 * (0.62 - across * across)) * smooth(-0.4, 0.3, up) * smooth(22, 9, up);
      if (cover < 0.01) continue;
      const lit = Math.max(
        0,
        0.5 + 2.6 * (mass - puff(u * 0.75 + 9 + 0.3 * side, up * 0.75 + 0.16)) + 0.22 * side * across,
      );
      const fire = Math.exp(-up * 0.42) * (0.5 + 0.5 * mass);
      for (let c = 0; c < 3; c++) {
        const own = 0.16 * (sun[c]! * lit + ambient[c]! * (1 + lit)) + 0.1 * fog[c]!;
        const warm = fire * [0.75, 0.19, 0.04][c]!;
        colour[3 * at + c]! += (own + warm - colour[3 * at + c]!) * 0.96 * cover;
      }
    }
  });
}
