// Trees, branch by branch: firs and broad crowns; what else grows in a scene's woods.
import { Chance } from '../sound/chance.ts';
import { type Load, stroke, type Tones, toneAt, tonesOf } from './brush.ts';
import { type Canvas, LAND, LEAVES, type Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import type { Grove } from './scenery.ts';
import { drawBamboo, drawCypress, drawPalm } from './slender.ts';
import { airOf } from './terrain.ts';

/** Where a tree stands in the picture: its foot and height in pixels, its distance, how light it is against others. */
export type Stand = { x: number; base: number; tall: number; z: number; tint: number };

const NEEDLES: Record<Scene['season'], Rgb> = {
  spring: [0.055, 0.1, 0.032],
  summer: [0.036, 0.066, 0.026],
  autumn: [0.05, 0.066, 0.022],
  winter: [0.05, 0.07, 0.06],
};

const LEAF: Record<Scene['season'], readonly Rgb[]> = {
  spring: [
    [0.16, 0.28, 0.05],
    [0.42, 0.24, 0.26],
  ],
  summer: [
    [0.07, 0.14, 0.03],
    [0.1, 0.17, 0.035],
  ],
  autumn: [
    [0.5, 0.17, 0.02],
    [0.5, 0.28, 0.03],
    [0.36, 0.07, 0.02],
  ],
  winter: [[0.12, 0.1, 0.09]],
};

const BARK: Rgb = [0.07, 0.05, 0.036];

const BLOSSOM: readonly Rgb[] = [
  [0.78, 0.5, 0.54],
  [0.84, 0.64, 0.66],
];
const DARK_GREEN: Rgb = [0.032, 0.062, 0.024];
const CULM: Rgb = [0.16, 0.25, 0.06];

/** How a broad tree grows: its stem's share of its height and how thick it is, how far boughs turn aside. */
type Habit = {
  bark: Rgb;
  stem: number;
  thick: number;
  turn: readonly [number, number];
  /** How far leaves lie about the end of a bough, aside and up, and how far up each level of boughs goes. */
  clump: readonly [number, number];
  rise: number;
  /** How full a clump of leaves is: 1 where a tree stands alone. */
  full: number;
};
const CROWN: Habit = { bark: BARK, stem: 0.26, thick: 0.045, turn: [0.5, 0.85], clump: [0.6, 0.45], rise: 1, full: 1 };
const BIRCH: Habit = { ...CROWN, bark: [0.48, 0.46, 0.42], stem: 0.36, thick: 0.021, turn: [0.24, 0.46] };
/** Its boughs go far out and end at one height. */
const ACACIA: Habit = {
  bark: BARK,
  stem: 0.42,
  thick: 0.032,
  turn: [0.7, 1.05],
  clump: [1.15, 0.16],
  rise: 0.52,
  full: 1,
};

export type Planter = {
  fir(stand: Stand): void;
  crown(stand: Stand): void;
  palm(stand: Stand): void;
  /** What else than a fir grows in the scene's woods. */
  broad(stand: Stand): void;
};

/** `full`: how full crowns are, less in a wood, where others are seen through them. */
export function planterOf(canvas: Canvas, light: Light, scene: Scene, full = 1): Planter {
  const chance = new Chance(scene.seed, 'branches');
  const snowy = scene.season === 'winter' || scene.weather === 'snow';
  const tones = tonesIn(canvas, light);
  const side = light.toSun[0] > 0 ? 1 : -1;
  const needles = dyed(NEEDLES[scene.season], scene.tints.leaves?.[0], 0.7);
  // Leaves of a named colour are as bright as autumn's.
  const own = scene.grove === 'cherry' && scene.season !== 'autumn' ? BLOSSOM : LEAF[scene.season];
  const crowns = scene.tints.leaves?.map((tint) => dyed([0.3, 0.2, 0.1], tint)) ?? own;
  const habit = { ...(scene.grove === 'birch' ? BIRCH : scene.grove === 'acacia' ? ACACIA : CROWN), full };
  const grove = chance.pick(crowns);
  const crown: Planter['crown'] = (stand) => {
    const leaf = chance.next() < 0.75 ? grove : chance.pick(crowns);
    const bare = scene.season === 'winter' && scene.tints.leaves === undefined;
    drawCrown(
      canvas,
      chance,
      stand,
      habit,
      bare ? null : tones(leaf, stand, false),
      tones(habit.bark, stand, snowy),
      side,
    );
  };
  const palm: Planter['palm'] = (stand) =>
    drawPalm(canvas, chance, stand, tones([0.07, 0.13, 0.03], stand, false), tones(BARK, stand, false));
  const broad: Partial<Record<Grove, Planter['broad']>> = {
    cypress: (stand) =>
      drawCypress(canvas, chance, stand, tones(dyed(DARK_GREEN, scene.tints.leaves?.[0], 0.7), stand, snowy), side),
    bamboo: (stand) =>
      drawBamboo(canvas, chance, stand, tones(CULM, stand, false), tones(crowns[0]!, stand, snowy), side),
    palm,
    // Palms stand over the crowns here and there.
    jungle: (stand) => (chance.next() < 0.22 ? palm({ ...stand, tall: 1.2 * stand.tall }) : crown(stand)),
  };
  return {
    fir: (stand) => drawFir(canvas, chance, stand, tones(needles, stand, snowy), tones(BARK, stand, false), side),
    crown,
    palm,
    broad: (scene.grove !== null && broad[scene.grove]) || crown,
  };
}

/** What a colour looks like there, from shade to sun, with the air before it; `snowy` lies white where light falls. */
function tonesIn({ width, scale, horizon }: Canvas, light: Light) {
  const { sun, ambient, toSun } = light;
  const air = airOf(light);
  // Needles seen against the sun are lit from behind, through and through.
  const behind = Math.max(0, toSun[2]);
  return (own: Rgb, { x, base, tall, z, tint }: Stand, snowy: boolean): Tones => {
    const across = (x - width / 2) / scale;
    const up = (horizon - base + 0.6 * tall) / scale;
    const end = (share: number, much: number, white: number) => {
      const pixel = new Float32Array(3);
      for (let c = 0; c < 3; c++) {
        const base = own[c]! * tint * (1 - white) + 0.72 * white;
        pixel[c] = base * (sun[c]! * share + ambient[c]! * much);
      }
      air(pixel, 0, z, across, Math.max(0.01, up));
      return pixel;
    };
    const lit = 0.85 - 0.3 * behind;
    // Under snow they have the sky's light more than the sun's.
    if (snowy) return tonesOf(end(0.02, 0.5, 0.04), end(0.55 * lit, 2.1, 0.12 + 0.16 * Math.min(1, tall / 60)));
    return tonesOf(end(0.02, 0.35, 0), end(lit, 1.5, 0));
  };
}

/** From that height on (pixels) a fir's branches bear twigs. */
const TWIGS = 70;

/** A stem with whorls of hanging branches, each longer than the one above. */
function drawFir(
  canvas: Canvas,
  chance: Chance,
  { x, base, tall, z }: Stand,
  needles: Tones,
  bark: Tones,
  side: number,
): void {
  const load: Load = { z, kind: tall > 30 ? LEAVES : LAND };
  const top = base - tall;
  const slim = chance.between(0.15, 0.24);
  const lean = chance.between(-0.015, 0.015) * tall;
  stroke(canvas, load, x, base, x + lean * 0.8, top + 0.1 * tall, 0.028 * tall, 0.8, toneAt(bark, 0.35));
  const bare = chance.between(0.03, 0.12);
  // Of a small one the twigs can not be told apart, but it is as dense with them.
  if (tall < TWIGS) {
    const [foot, broad] = [base - bare * tall, 1.1 * slim * tall];
    stroke(canvas, load, x, foot, x + lean, top, broad, 0.6, toneAt(needles, 0.3));
    stroke(canvas, load, x + 0.2 * broad * side, foot, x + lean, top, 0.4 * broad, 0.3, toneAt(needles, 0.45));
  }
  const whorls = Math.round(Math.max(6, Math.min(90, tall / 3.4)));
  for (let whorl = 0; whorl <= whorls; whorl++) {
    const up = whorl / whorls;
    const y = base - tall * (bare + (1 - bare) * up);
    const axis = x + lean * up;
    const reach = tall * slim * (1 - up) ** 0.82;
    for (const way of [-1, 1, 0]) {
      const long = reach * chance.between(0.45, 1.12) + 0.5;
      const bend = way === 0 ? chance.between(-0.5, 0.5) : way;
      const light = 0.2 + 0.26 * bend * side + 0.3 * chance.next() + 0.2 * up;
      drawBranch(
        canvas,
        load,
        chance,
        axis,
        y,
        axis + bend * long,
        y + long * chance.between(0.18, 0.5),
        tall,
        needles,
        light,
      );
    }
  }
  stroke(
    canvas,
    load,
    x + lean,
    top + 0.05 * tall,
    x + lean,
    top,
    Math.max(0.8, 0.006 * tall),
    0.4,
    toneAt(needles, 0.5),
  );
}

/** A branch, and from a certain size on the twigs that hang from it. */
function drawBranch(
  canvas: Canvas,
  load: Load,
  chance: Chance,
  x: number,
  y: number,
  tipX: number,
  tipY: number,
  tall: number,
  needles: Tones,
  light: number,
): void {
  const thick = Math.max(1, Math.min(0.017 * tall, 0.006 * canvas.scale));
  stroke(canvas, load, x, y, tipX, tipY, thick, 0.6, toneAt(needles, light));
  if (tall < TWIGS) return;
  const spacing = Math.min(0.014 * tall, 0.0045 * canvas.scale);
  const twigs = Math.ceil(Math.abs(tipX - x) / spacing);
  for (let twig = 1; twig <= twigs; twig++) {
    const share = twig / twigs;
    const fromX = x + (tipX - x) * share;
    const fromY = y + (tipY - y) * share;
    const hang = tall * chance.between(0.008, 0.03) * (1.2 - 0.6 * share);
    const sway = chance.between(-0.5, 0.5) * hang;
    const own = light - 0.14 + 0.34 * chance.next();
    stroke(
      canvas,
      load,
      fromX,
      fromY - 0.3 * hang,
      fromX + sway,
      fromY + hang,
      Math.min(0.4 * hang, spacing) + 0.5,
      0.5,
      toneAt(needles, own),
    );
  }
}

/** A stem that forks into boughs, with leaves in clumps about their ends; `leaves` null: they have fallen. */
function drawCrown(
  canvas: Canvas,
  chance: Chance,
  { x, base, tall, z }: Stand,
  habit: Habit,
  leaves: Tones | null,
  bark: Tones,
  side: number,
): void {
  const load: Load = { z, kind: tall > 30 ? LEAVES : LAND };
  const ends: { x: number; y: number }[] = [];
  const fork = (fromX: number, fromY: number, angle: number, long: number, thick: number, depth: number) => {
    const toX = fromX + Math.sin(angle) * long;
    const toY = fromY - Math.cos(angle) * long;
    stroke(canvas, load, fromX, fromY, toX, toY, thick, thick * 0.68, toneAt(bark, 0.3 + 0.3 * Math.sin(angle) * side));
    if (depth <= 2) ends.push({ x: toX, y: toY });
    if (depth === 0 || long < 1.2) return;
    const boughs = depth > 3 ? 3 : 2;
    for (let bough = 0; bough < boughs; bough++) {
      const turn = (bough - (boughs - 1) / 2) * chance.between(...habit.turn) + chance.between(-0.2, 0.2);
      const next = long * chance.between(0.66, 0.84) * (depth > 4 ? habit.rise : 1);
      fork(toX, toY, angle * 0.85 + turn, next, thick * 0.62, depth - 1);
    }
  };
  const thick = Math.max(1, tall * habit.thick);
  fork(x, base, chance.between(-0.08, 0.08), tall * habit.stem, thick, tall > 60 ? 5 : 3);
  if (leaves === null) return;
  const middle = base - 0.62 * tall;
  const size = Math.max(1, Math.min(tall * 0.0125, 0.0032 * canvas.scale));
  // As many as cover the clump, however small they are.
  const dots = Math.max(3, habit.full * Math.min(56, 0.002 * (tall / size) ** 2));
  for (const end of ends) {
    for (let dot = 0; dot < dots; dot++) {
      const spread = tall * 0.085;
      const [dx, dy] = [
        chance.between(-1, 1) + chance.between(-1, 1),
        chance.between(-1, 1) + chance.between(-0.8, 0.8),
      ];
      const [leafX, leafY] = [end.x + habit.clump[0] * spread * dx, end.y + habit.clump[1] * spread * dy];
      // As a ball is lit, and each clump in it again.
      const light =
        0.36 + (0.3 * side * (leafX - x)) / (0.4 * tall) + (0.5 * (middle - leafY)) / (0.5 * tall) - 0.1 * dy;
      const own = light + chance.between(-0.2, 0.24);
      const [tipX, tipY] = [chance.between(-1.6, 1.6) * size, chance.between(-0.4, 1.5) * size];
      const breadth = size * chance.between(1.1, 2.1);
      stroke(canvas, load, leafX, leafY, leafX + tipX, leafY + tipY, breadth, 0.4 * breadth, toneAt(leaves, own));
    }
  }
}
