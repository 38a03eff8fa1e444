// Slender trees, stroke by stroke: palms, cypresses, bamboo.
import type { Chance } from '../sound/chance.ts';
import { type Load, stroke, type Tones, toneAt } from './brush.ts';
import { type Canvas, LAND, LEAVES } from './canvas.ts';
import type { Stand } from './trees.ts';

/** A bent stem and a tuft of feathered fronds. */
export function drawPalm(
  canvas: Canvas,
  chance: Chance,
  { x, base, tall, z }: Stand,
  fronds: Tones,
  bark: Tones,
): void {
  const load: Load = { z, kind: LEAVES };
  const lean = chance.between(-0.3, 0.3) * tall;
  const stem = (share: number) => ({ x: x + lean * share ** 1.7, y: base - tall * share });
  const pieces = 24;
  for (let piece = 0; piece < pieces; piece++) {
    const [from, to] = [stem(piece / pieces), stem((piece + 1) / pieces)];
    const thick = Math.max(1, tall * (0.032 - 0.014 * (piece / pieces)));
    stroke(
      canvas,
      { z, kind: LAND },
      from.x,
      from.y,
      to.x,
      to.y,
      thick * 1.08,
      thick,
      toneAt(bark, 0.3 + 0.2 * (piece % 2)),
    );
  }
  const crown = stem(1);
  const count = 13;
  for (let frond = 0; frond < count; frond++) {
    const angle = -Math.PI * (1.12 * ((frond + chance.between(0.1, 0.9)) / count)) + 0.06 * Math.PI;
    const long = tall * chance.between(0.34, 0.46);
    const droop = chance.between(0.35, 0.8);
    const light = chance.between(0.2, 0.8);
    let [px, py] = [crown.x, crown.y];
    for (let step = 1; step <= 22; step++) {
      const share = step / 22;
      const nx = crown.x + Math.cos(angle) * long * share;
      const ny = crown.y + Math.sin(angle) * long * share * (1 - 0.2 * share) + droop * long * share * share;
      const leaflet = long * 0.26 * Math.sin(Math.PI * Math.min(1, 0.15 + 0.85 * share)) * chance.between(0.8, 1.1);
      stroke(canvas, load, px, py, nx, ny, Math.max(0.8, 0.008 * tall), 0.7, toneAt(fronds, light));
      for (const way of [-0.5, 0.5]) {
        const tipX = nx + way * leaflet + 0.3 * (nx - px);
        stroke(
          canvas,
          load,
          nx,
          ny,
          tipX,
          ny + leaflet * chance.between(0.55, 1),
          Math.max(0.8, 0.006 * tall),
          0.4,
          toneAt(fronds, light + way * 0.3),
        );
      }
      [px, py] = [nx, ny];
    }
  }
}

/** A slim flame of short upright sprays. */
export function drawCypress(
  canvas: Canvas,
  chance: Chance,
  { x, base, tall, z }: Stand,
  leaves: Tones,
  side: number,
): void {
  const load: Load = { z, kind: tall > 30 ? LEAVES : LAND };
  const half = tall * chance.between(0.065, 0.09);
  const size = Math.max(1, Math.min(0.03 * tall, 0.006 * canvas.scale));
  // As many as cover it, however small they are.
  const sprays = Math.round(Math.max(12, (2.6 * half * tall) / (size * size)));
  for (let spray = 0; spray < sprays; spray++) {
    const up = (spray + chance.next()) / sprays;
    // Widest at a third of its height.
    const girth = half * Math.sin(Math.PI * Math.min(1, 0.12 + 0.88 * up) ** 0.62) ** 0.8;
    const off = chance.between(-1, 1);
    const [fromX, fromY] = [x + off * girth, base - tall * (0.02 + 0.95 * up)];
    const light = 0.3 + 0.34 * off * side + 0.3 * chance.next();
    const long = size * chance.between(1.4, 3);
    stroke(canvas, load, fromX, fromY, fromX + 0.16 * off * long, fromY - long, size, 0.5, toneAt(leaves, light));
  }
}

/** Culms that rise side by side, jointed, and bow at their tips under tufts of narrow leaves. */
export function drawBamboo(
  canvas: Canvas,
  chance: Chance,
  { x, base, tall, z }: Stand,
  culm: Tones,
  leaves: Tones,
  side: number,
): void {
  const load: Load = { z, kind: tall > 30 ? LEAVES : LAND };
  const culms = tall > 60 ? 3 : 1;
  for (let one = 0; one < culms; one++) {
    const high = tall * chance.between(0.85, 1.25);
    const foot = x + chance.between(-0.09, 0.09) * tall;
    const bow = chance.between(-0.16, 0.16) * high;
    const thick = Math.max(0.9, high * chance.between(0.011, 0.017));
    const at = (share: number) => ({ x: foot + bow * share ** 3, y: base - high * share * (1 - 0.06 * share * share) });
    const joints = tall > 60 ? 16 : 5;
    const tone = 0.35 + 0.4 * chance.next();
    for (let joint = 0; joint < joints; joint++) {
      const [from, to] = [at(joint / joints), at((joint + 0.94) / joints)];
      const slim = thick * (1 - 0.6 * (joint / joints));
      stroke(canvas, load, from.x, from.y, to.x, to.y, slim, slim, toneAt(culm, tone));
      // Its lit side.
      if (slim > 3)
        stroke(
          canvas,
          load,
          from.x + 0.25 * side * slim,
          from.y,
          to.x + 0.25 * side * slim,
          to.y,
          0.3 * slim,
          0.3 * slim,
          toneAt(culm, tone + 0.4),
        );
    }
    const tufts = Math.round(Math.max(6, Math.min(70, high / 9)));
    const size = Math.max(1.5, Math.min(0.05 * high, 0.02 * canvas.scale));
    for (let tuft = 0; tuft < tufts; tuft++) {
      const from = at(0.38 + 0.62 * chance.next() ** 0.7);
      const aside = chance.between(-0.09, 0.09) * high;
      const [midX, midY] = [from.x + aside, from.y + 0.25 * Math.abs(aside)];
      for (let leaf = 0; leaf < 6; leaf++) {
        const long = size * chance.between(0.6, 1.2);
        const angle = chance.between(-1.3, 1.3);
        const [leafX, leafY] = [midX + chance.between(-0.7, 0.7) * size, midY + chance.between(-0.4, 0.4) * size];
        const light = 0.3 + 0.3 * chance.next() + (0.25 * side * aside) / (0.09 * high);
        stroke(
          canvas,
          load,
          leafX,
          leafY,
          leafX + Math.sin(angle) * long,
          leafY + 0.75 * Math.cos(angle) * long,
          Math.max(0.8, 0.2 * size),
          0.4,
          toneAt(leaves, light),
        );
      }
    }
  }
}
