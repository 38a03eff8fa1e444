// A film set for tests of the plan: a request and a look to start from.
import type { Look } from '../../src/look/look.ts';
import { type Camera, cameraAt } from '../../src/plan/camera.ts';
import { makePlan } from '../../src/plan/director.ts';
import { type Located, located } from '../../src/plan/location.ts';
import type { Painted } from '../../src/plan/painted.ts';
import type { FilmRequest, Plan } from '../../src/plan/plan.ts';
import { DEFAULTS } from '../../src/request.ts';

export const REQUEST: FilmRequest = {
  ...DEFAULTS,
  picture: 'photo.png',
  prompt_extend: false,
  width: 1168,
  height: 768,
};

const FLAT = new Float32Array(16);

/** A lake under a sky with trees, one thing standing at the left and a smaller one at the right. */
export const LAKE: Look = {
  depth: { width: 4, height: 4, near: FLAT },
  masks: { sky: FLAT, water: FLAT, foliage: FLAT },
  cut: null,
  firm: null,
  subject_cut: false,
  trust: 0.7,
  horizon: 0.4,
  sky: 0.3,
  water: 0.25,
  foliage: 0.2,
  fire: null,
  regions: [
    { x: 0.2, y: 0.35, width: 0.2, height: 0.4, weight: 0.2 },
    { x: 0.7, y: 0.5, width: 0.12, height: 0.2, weight: 0.1 },
  ],
  faces: [],
  face: null,
  brightness: 0.5,
  footing: 0.5,
  colourfulness: 0.4,
  warmth: 0,
  light: { cb: 0, cr: 0 },
  detail: 1,
};

/** A face before a wall: nothing in it may move. */
export const PORTRAIT: Look = {
  ...LAKE,
  trust: 0.5,
  horizon: null,
  sky: 0,
  water: 0,
  foliage: 0,
  fire: null,
  regions: [{ x: 0.25, y: 0.1, width: 0.5, height: 0.9, weight: 0.4 }],
};

/** The plan of a film at one place. */
export function planned(asked: Partial<FilmRequest>, look: Look = LAKE, painted: Painted | null = null): Located {
  return located(makePlan({ ...REQUEST, ...asked }, look, painted), 0);
}

/** The same with clear air and the picture's own colours. */
export function clear(plan: Plan): Plan {
  return { ...plan, locations: plan.locations.map((one) => ({ ...one, air: null, grade: null })) };
}

/** The cameras of all frames. */
export function cameras(plan: Plan): Camera[] {
  return Array.from({ length: plan.frames }, (_, frame) => cameraAt(plan, frame));
}

/** How far a field goes from the first frame to the last. */
export function change(plan: Plan, field: keyof Camera): number {
  return cameraAt(plan, plan.frames - 1)[field] - cameraAt(plan, 0)[field];
}
