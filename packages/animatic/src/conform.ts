// What brings films of others to what was asked, as a library: who renders has no use for it, nor it for who renders.

export { type Conformed, type ConformingOptions, conform, type Wanted } from './film/conforming.ts';
export { type Inspection, inspectFilm } from './film/inspection.ts';
export { InputError } from './input/input-error.ts';
