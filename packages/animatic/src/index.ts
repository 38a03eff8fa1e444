// The embedded renderer as a library.
export type { FilmRequest, Plan } from './plan/plan.ts';
