// The embedded renderer as a library.

export { type Inspection, inspectFilm } from './film/inspection.ts';
export { InputError } from './input/input-error.ts';
export type { FilmRequest, Plan } from './plan/plan.ts';
export type { Plugins } from './plugins/plugins.ts';
export { type Rendered, type RenderOptions, render } from './render.ts';
export type { Asked } from './request.ts';
export { saveWork } from './thrift.ts';
