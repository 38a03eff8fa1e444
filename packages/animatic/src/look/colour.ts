// Colours as the eye tells them apart.
import type { Area } from '../plan/plan.ts';
import { laid } from './kernel.ts';
import type { Colours, Plane } from './raster.ts';

/** CIE L*a*b* (D65) of sRGB planes from 0 to 1: L 0 to 100, a (green to red) and b (blue to yellow) about ±100. */
export type Lab = { l: Plane; a: Plane; b: Plane };

const STEPS = 1024;
const LINEAR = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
  const value = i / STEPS;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const ROOT = Float32Array.from({ length: 4 * STEPS + 1 }, (_, i) => {
  const value = i / (4 * STEPS);
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
});

export function labOf(colours: Colours): Lab {
  const size = colours[0].values.length;
  const { kernel, buffer, taken } = laid(colours, LINEAR.length + ROOT.length);
  const tables = new Float32Array(buffer, 12 * size);
  tables.set(LINEAR);
  tables.set(ROOT, LINEAR.length);
  kernel.lab(0, size, 12 * size);
  return { l: taken(0), a: taken(1), b: taken(2) };
}

/** Share of a picture by which its light can be told. */
const TELLING = 0.12;
const NOWHERE: Area = { x: 0, y: 0, width: 0, height: 0 };

/**
 * The colour of the light on what a picture shows, by "shades of grey" (Finlayson, Trezzi 2004): the mean of the fourth
 * powers, which what is bright decides; `but`: without what stands there, whose colours are its own, where enough is left.
 * Chroma of white in it, −0.5 to 0.5.
 */
export function lightOf(colours: Colours, but: Area | null = null): { cb: number; cr: number } {
  const { width, height } = colours[0];
  const { x, y, width: across, height: down } = but ?? NOWHERE;
  const { kernel } = laid(colours, 0);
  const [red, green, blue] = colours.map((_, i) => {
    return kernel.powers(4 * i * width * height, width, height, x, y, x + across, y + down, TELLING) ** 0.25;
  }) as [number, number, number];
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return { cb: (blue / luma - 1) / 1.8556, cr: (red / luma - 1) / 1.5748 };
}
