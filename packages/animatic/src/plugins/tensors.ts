// Pictures into tensors and back.
import { type Colours, type Plane, planeOf, resized } from '../look/raster.ts';
import type { Manner, ModelKind } from './manner.ts';

/** A tensor's sides; words and −1 stand for what is left open. */
type Shape = readonly (number | string)[];

/** How a picture is fed: row by row in that size, colour by colour (NCHW) or pixel by pixel. */
export type Feed = { layout: 'NCHW' | 'NHWC'; width: number; height: number };

const shown = (shape: Shape): string => shape.join('×');

/**
 * How an input of that shape is fed with a view of that size; a shape without sides leaves all of them open. Throws an error
 * with a sentence where it takes no picture.
 */
export function feedOf(told: Shape, view: { width: number; height: number }, manner: Manner): Feed {
  const shape = told.length === 0 ? ['N', 'C', 'H', 'W'] : told;
  const layout = manner.layout ?? (shape[1] !== 3 && shape[3] === 3 ? 'NHWC' : 'NCHW');
  const [colours, down, across] = layout === 'NCHW' ? [1, 2, 3] : [3, 1, 2];
  const isOpen = (side: number | string | undefined): boolean => typeof side === 'string' || Number(side) <= 0;
  const takes = (side: number | string | undefined, wanted: number): boolean => isOpen(side) || side === wanted;
  if (shape.length !== 4 || !takes(shape[0], 1) || !takes(shape[colours], 3)) {
    throw new Error(`its input is ${shown(shape)}; a picture is 1×3×H×W or 1×H×W×3`);
  }
  const { size, multiple } = manner;
  const longest = Math.max(view.width, view.height);
  const fitting = (side: number): number => Math.max(1, Math.round(side / multiple)) * multiple;
  const [width, height] = Array.isArray(size)
    ? size
    : [fitting((view.width / longest) * size), fitting((view.height / longest) * size)];
  const own = (side: number | string | undefined, chosen: number): number => (isOpen(side) ? chosen : Number(side));
  return { layout, width: own(shape[across], width), height: own(shape[down], height) };
}

/** A view as the numbers of an input. */
export function tensorOf(view: Colours, { layout, width, height }: Feed, { range, mean, std }: Manner) {
  const planes = view.map((plane) => resized(plane, width, height).values);
  const data = new Float32Array(3 * width * height);
  for (const [c, values] of planes.entries()) {
    const [first, step] = layout === 'NCHW' ? [c * values.length, 1] : [c, 3];
    for (let i = 0; i < values.length; i++) data[first + i * step] = (values[i]! * range - mean[c]!) / std[c]!;
  }
  return { data, dims: layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3] };
}

const WANTED = { depth: '1×H×W', matting: '1×1×H×W', flow: '1×2×H×W' };

/**
 * The planes of an answer: one, or for flow two, displacement across and down in samples. Throws an error with a sentence
 * where it is none of that kind.
 */
export function planesOf(kind: ModelKind, dims: readonly number[], data: Float32Array, manner: Manner): Plane[] {
  const sides = dims.filter((side) => side !== 1);
  const count = kind === 'flow' ? 2 : 1;
  const apart = count === 2 && sides.length === 3 && sides[0] !== 2 && sides[2] === 2;
  const [height, width] = count === 1 || apart ? sides : sides.slice(1);
  if (
    sides.length !== (count === 1 ? 2 : 3) ||
    (count === 2 && !apart && sides[0] !== 2) ||
    width! < 4 ||
    height! < 4
  ) {
    throw new Error(`its answer is ${shown(dims)}; that of a ${kind} model is ${WANTED[kind]}`);
  }
  if (!data.every((value) => Number.isFinite(value))) throw new Error('its answer holds what is no number');
  const [size, step] = [width! * height!, apart ? 2 : 1];
  const planes = Array.from({ length: count }, (_, c) => {
    const first = apart ? c : c * size;
    return planeOf(
      width!,
      height!,
      Float32Array.from({ length: size }, (_, i) => data[first + i * step]!),
    );
  });
  const inverted = kind === 'depth' && manner.gives === 'distance';
  return inverted
    ? planes.map(({ values }) =>
        planeOf(
          width!,
          height!,
          values.map((far) => 1 / Math.max(far, 1e-3)),
        ),
      )
    : planes;
}
