// What making sound takes most of its time for, over blocks of f32 samples at 48 kHz: src/sound says what each is for.

/** Samples between two readings of a curve; what is noted (f64) of each such step: the filter's three factors, level and slope. */
const STEP = 128;
const NOTED = 40;

/**
 * Adds a filtered block to another, step by step: a state-variable filter, whose state (two f64) lies at `state`. `steps`: its
 * factors and the gain with which each begins and by how much that rises a sample. Of what passes, `direct`, `band` and `low` are added.
 */
export function filter(
  target: usize, source: usize, count: i32, steps: usize, state: usize, direct: f64, band: f64, low: f64,
): void {
  let first = load<f64>(state);
  let second = load<f64>(state, 8);
  for (let start = 0, note = steps; start < count; start += STEP, note += NOTED) {
    const a1 = load<f64>(note);
    const a2 = load<f64>(note, 8);
    const a3 = load<f64>(note, 16);
    let gain = load<f64>(note, 24);
    const slope = load<f64>(note, 32);
    const end = <usize>min(start + STEP, count) << 2;
    for (let i = <usize>start << 2; i < end; i += 4, gain += slope) {
      const x = <f64>load<f32>(source + i);
      const rest = x - second;
      const bandValue = a1 * first + a2 * rest;
      const lowValue = second + a2 * first + a3 * rest;
      first = 2 * bandValue - first;
      second = 2 * lowValue - second;
      const passed = (direct * x + band * bandValue + low * lowValue) * gain;
      store<f32>(target + i, <f32>(<f64>load<f32>(target + i) + passed));
    }
  }
  store<f64>(state, first);
  store<f64>(state, second, 8);
}

/**
 * The sum of the squares of a block as the ear weighs it; `state` (four f64) is what is left of the samples before. Two biquads in transposed
 * form II with the coefficients of BS.1770-4, tables 1 (the head) and 2 (the ear).
 */
export function energy(samples: usize, count: i32, state: usize): f64 {
  let a = load<f64>(state);
  let b = load<f64>(state, 8);
  let c = load<f64>(state, 16);
  let d = load<f64>(state, 24);
  let whole: f64 = 0;
  for (let start = 0; start < count; start += STEP) {
    let sum: f64 = 0;
    const end = <usize>min(start + STEP, count) << 2;
    for (let i = <usize>start << 2; i < end; i += 4) {
      const x = <f64>load<f32>(samples + i);
      const head = 1.53512485958697 * x + a;
      a = -2.69169618940638 * x + 1.69065929318241 * head + b;
      b = 1.19839281085285 * x - 0.73248077421585 * head;
      const ear = head + c;
      c = -2 * head + 1.99004745483398 * ear + d;
      d = head - 0.99007225036621 * ear;
      sum += ear * ear;
    }
    whole += sum;
  }
  store<f64>(state, a);
  store<f64>(state, b, 8);
  store<f64>(state, c, 16);
  store<f64>(state, d, 24);
  return whole;
}

/** Delays of the hall, and what is noted of each: how much a trip leaves and the filter's state (f64), then where it is, begins and ends. */
const DELAYS = 6;
const DELAY = 32;

/** Share of treble that each echo loses. */
const DAMPING: f64 = 0.35;

/**
 * The hall's answer to a block, into two others: delays that feed each other through a Householder reflection, which loses nothing and
 * mixes all. Even ones are heard left, odd ones right. `delays` begins with what is noted of each.
 */
export function reverberate(send: usize, left: usize, right: usize, count: i32, delays: usize): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    let shared: f32 = 0;
    let even: f32 = 0;
    let odd: f32 = 0;
    for (let k = 0, note = delays; k < DELAYS; k++, note += DELAY) {
      const fresh = <f64>load<f32>(<usize>load<u32>(note, 16)) * load<f64>(note);
      const dull = fresh + (load<f64>(note, 8) - fresh) * DAMPING;
      store<f64>(note, dull, 8);
      const echo = <f64><f32>dull;
      shared = <f32>(<f64>shared + echo * (2.0 / DELAYS));
      const heard = k == 2 || k == 3 ? -echo : echo;
      if (k & 1) odd = <f32>(<f64>odd + heard);
      else even = <f32>(<f64>even + heard);
    }
    for (let k = 0, note = delays; k < DELAYS; k++, note += DELAY) {
      const at = load<u32>(note, 16);
      const entered = <f64><f32>(<f64>load<f32>(send + i) + <f64><f32>load<f64>(note, 8));
      store<f32>(<usize>at, <f32>(entered - <f64>shared));
      store<u32>(note, at + 4 == load<u32>(note, 24) ? load<u32>(note, 20) : at + 4, 16);
    }
    store<f32>(left + i, even);
    store<f32>(right + i, odd);
  }
}

/** Points looked at between two samples, and samples that each is made from. */
const BETWEEN = 3;
const TAPS = 12;

/**
 * Lowers the gains of a block to what the peaks from each sample to the next can bear. The samples lie with six before and six behind the
 * block; `phases`: weights (f64) for the points between. `from` and `to`: where in the block those have all of their samples.
 */
export function need(gains: usize, samples: usize, count: i32, phases: usize, from: i32, to: i32, ceiling: f64): void {
  let next = Math.abs(<f64>load<f32>(samples));
  for (let k = 0; k < count; k++) {
    const at = samples + (<usize>k << 2);
    const here = next;
    next = Math.abs(<f64>load<f32>(at, 4));
    let peak = here;
    // Up to 16 kHz a peak is at most twice its nearer sample.
    if ((here > ceiling / 2 || next > ceiling / 2) && k >= from && k < to) {
      for (let row = 0; row < BETWEEN; row++) {
        let sum: f64 = 0;
        for (let tap = 0; tap < TAPS; tap++) {
          const weight = load<f64>(phases + (<usize>(row * TAPS + tap) << 3));
          sum += weight * <f64>load<f32>(at + (<usize>tap << 2) - 20);
        }
        peak = max<f64>(peak, Math.abs(sum));
      }
    }
    const gain = gains + (<usize>k << 2);
    if (peak * <f64>load<f32>(gain) > ceiling) store<f32>(gain, <f32>(ceiling / peak));
  }
}
