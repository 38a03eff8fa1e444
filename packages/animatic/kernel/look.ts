// What looking at a picture takes most of its time for, over planes of f32 samples.

export { box, guide } from './means';
export { familiar, part } from './parting';
export { segment } from './segments';
