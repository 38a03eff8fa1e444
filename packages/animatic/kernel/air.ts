// What is laid over a drawn frame: light and haze from a coarse grid, and strokes for what floats and falls.
export { fall } from './fall';
export { mist, tint } from './mist';
export { strokes } from './strokes';
export { wash } from './wash';
