// The embedded renderer as a library.

export { type Inspection, inspectFilm } from './film/inspection.ts';
export type { FilmRequest, Plan } from './plan/plan.ts';
export { type Rendered, type RenderOptions, render } from './render.ts';
