// The readers of files from outside, without the renderer: what a confined process loads to see what a file is.
export { measureAudio } from './audio.ts';
export { InputError } from './input-error.ts';
export { measurePicture, readPicture } from './picture.ts';
export { measureVideo } from './video.ts';
