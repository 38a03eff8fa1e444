// The embedded renderer as a library.

export { type Inspection, inspectFilm } from './film/inspection.ts';
export { measureAudio } from './input/audio.ts';
export { InputError } from './input/input-error.ts';
export { measurePicture, readPicture } from './input/picture.ts';
export type { FilmRequest, Plan } from './plan/plan.ts';
export { type Rendered, type RenderOptions, render } from './render.ts';
