// The one form in which sound travels through this package.

/** Samples per second of all sound in a film. */
export const SAMPLE_RATE = 48_000;

/** Two channels of equal length at `SAMPLE_RATE`; full scale is −1 to 1. */
export type Stereo = { left: Float32Array<ArrayBuffer>; right: Float32Array<ArrayBuffer> };
