// What looking at a picture takes most of its time for, over planes of f32 samples.

export { uncover } from './backing';
export { familiar } from './colours';
export { clear, cover } from './cover';
export { lessen, soften } from './cut';
export { even, flatten, guess, spread, stretch, upperOf } from './depth';
export { fill } from './filling';
export { burn, chroma, held, mean, moving, stand, times } from './ground';
export { gather, groupsAt, straighten } from './lines';
export { box, guided } from './means';
export { bordersFound } from './measures';
export { outline } from './outline';
export { part } from './parting';
export { relief } from './relief';
export { contrast } from './saliency';
export { recordsAt, segment } from './segments';
export { specks } from './specks';
export { changes, common, esteem, powers, streaks } from './sums';
export { aim, endRow, firstRow, halve, lab, luma, sharpen, shrink } from './view';
