// Grades by name, and what the words make of the light.
import type { Look } from '../look/look.ts';
import { between } from './chance.ts';
import type { Intent } from './intent.ts';
import type { GradeName } from './lexicon/entry.ts';
import type { Grade, Tint } from './plan.ts';

type Figures = Omit<Grade, 'name'>;

const tint = (cb: number, cr: number): Tint => ({ cb, cr });

const NEUTRAL: Figures = {
  lift: 0,
  gain: 1,
  gamma: 1,
  contrast: 0,
  saturation: 1,
  blues: 1,
  shadows: tint(0, 0),
  highlights: tint(0, 0),
};

/** Two dark grades together still show the picture, and two hard ones keep its greys. */
const DARKEST = { gain: 0.56, gamma: 1.42 };
const HARDEST = 0.8;

/** Shift of chroma that still leaves faces their colour. */
const MOST_TINT = 0.075;

/**
 * Set by eye on photos of faces, landscapes and rooms. The heavier a grade, the more it decides when several are
 * asked for.
 */
const GRADES: Record<GradeName, Partial<Figures> & { weight: number }> = {
  'black and white': { weight: 9, saturation: 0, gamma: 1.02, contrast: 0.35 },
  noir: { weight: 9, saturation: 0, gamma: 1.36, gain: 0.98, contrast: 0.75 },
  sepia: {
    weight: 9,
    saturation: 0.1,
    gain: 0.97,
    lift: 0.03,
    contrast: 0.15,
    shadows: tint(-0.03, 0.02),
    highlights: tint(-0.06, 0.03),
  },
  neon: {
    weight: 7,
    gain: 0.94,
    gamma: 1.14,
    contrast: 0.45,
    saturation: 1.35,
    shadows: tint(0.05, -0.015),
    highlights: tint(0.03, 0.05),
  },
  night: {
    weight: 7,
    gain: 0.62,
    gamma: 1.14,
    contrast: 0.2,
    saturation: 0.6,
    shadows: tint(0.045, -0.02),
    highlights: tint(0.024, -0.014),
  },
  'golden hour': {
    weight: 7,
    gain: 0.97,
    gamma: 1.08,
    contrast: 0.3,
    saturation: 1.12,
    blues: 0.1,
    shadows: tint(0.004, 0.022),
    highlights: tint(-0.062, 0.06),
  },
  vintage: {
    weight: 6,
    lift: 0.055,
    gain: 0.9,
    gamma: 0.96,
    contrast: 0.12,
    saturation: 0.68,
    blues: 0.85,
    shadows: tint(0.008, -0.014),
    highlights: tint(-0.04, 0.02),
  },
  cold: { weight: 5, saturation: 0.8, contrast: 0.1, shadows: tint(0.036, -0.022), highlights: tint(0.026, -0.02) },
  warm: { weight: 4, saturation: 1.06, contrast: 0.08, shadows: tint(-0.012, 0.012), highlights: tint(-0.034, 0.024) },
  pastel: { weight: 4, lift: 0.1, gain: 0.98, gamma: 0.84, contrast: -0.2, saturation: 0.82 },
  vivid: { weight: 4, saturation: 1.38, contrast: 0.2 },
  dark: { weight: 4, gain: 0.74, gamma: 1.14, contrast: 0.15, saturation: 0.88 },
  mist: { weight: 4, lift: 0.13, gain: 0.84, gamma: 0.95, contrast: -0.3, saturation: 0.6 },
  muted: { weight: 3, lift: 0.02, gain: 0.95, contrast: -0.1, saturation: 0.6 },
  overcast: {
    weight: 4,
    gain: 0.88,
    gamma: 1.04,
    contrast: -0.2,
    saturation: 0.42,
    shadows: tint(0.012, -0.012),
    highlights: tint(0.018, -0.02),
  },
  bright: { weight: 3, gain: 1.06, gamma: 0.84, lift: 0.01 },
  dramatic: { weight: 3, gamma: 1.12, contrast: 0.55, saturation: 1.04 },
  cinematic: {
    weight: 2,
    gamma: 1.05,
    contrast: 0.3,
    saturation: 1.05,
    shadows: tint(0.022, -0.018),
    highlights: tint(-0.026, 0.02),
  },
};

/** What answers a grade that must not be: kept away from, the picture goes a little the other way. */
const OPPOSITES: Partial<Record<GradeName, GradeName>> = {
  dark: 'bright',
  night: 'bright',
  bright: 'dark',
  vivid: 'muted',
  muted: 'vivid',
  'black and white': 'vivid',
  cold: 'warm',
  warm: 'cold',
  mist: 'dramatic',
};

/** The grade of the film, of the two heaviest that were asked for; null when the light stays as it is. */
export function gradeOf(intent: Intent, look: Look, seed: number): Grade | null {
  const asked = intent.grades.toSorted((a, b) => GRADES[b].weight - GRADES[a].weight).slice(0, 2);
  const answers = [...new Set(intent.banned_grades.map((name) => OPPOSITES[name]).filter((name) => name !== undefined))]
    .filter((name) => !asked.includes(name) && !intent.banned_grades.includes(name))
    .slice(0, 1);
  const parts = [
    ...asked.map((name) => ({ name, share: shareOf(name, look, intent) * between(seed, `grade ${name}`, 0.88, 1.1) })),
    ...answers.map((name) => ({ name, share: 0.4 })),
  ];
  if (parts.length === 0) return null;
  const figures = parts.reduce((sum, { name, share }) => layered(sum, { ...NEUTRAL, ...GRADES[name] }, share), NEUTRAL);
  return { name: parts.map(({ name, share }) => (share < 0.5 ? `a little ${name}` : name)).join(' and '), ...figures };
}

/** A trace of exposure, by seed, for a film in which nothing moves: otherwise all seeds would give the same one. */
export function exposureOf(seed: number): Grade {
  return { name: 'a trace of exposure', ...NEUTRAL, gain: round(between(seed, 'exposure', 0.97, 1.03)) };
}

/** A picture that is dark already needs little of the night, a warm one little of the sunset; a drizzle hides less of the sun than a storm. */
function shareOf(name: GradeName, look: Look, { air }: Intent): number {
  const falls = Math.max(air.rain ?? 0, air.snow ?? 0);
  if (name === 'overcast') return falls > 0 ? 0.45 + 0.55 * falls : 0.75;
  if (name === 'night' || name === 'dark') return Math.min(1, Math.max(0.5, look.brightness / 0.35));
  if (name === 'golden hour' || name === 'warm') return 1 - 0.5 * Math.max(0, look.warmth);
  if (name === 'cold') return 1 - 0.5 * Math.max(0, -look.warmth);
  return 1;
}

function layered(under: Figures, over: Figures, share: number): Figures {
  const part = (value: number, neutral: number) => neutral + (value - neutral) * share;
  const tinted = (name: 'shadows' | 'highlights'): Tint => {
    const shift = (axis: keyof Tint) => under[name][axis] + part(over[name][axis], 0);
    const kept = (value: number) => round(Math.max(-MOST_TINT, Math.min(MOST_TINT, value)));
    return tint(kept(shift('cb')), kept(shift('cr')));
  };
  return {
    lift: round(under.lift + part(over.lift, 0)),
    gain: round(Math.max(DARKEST.gain, under.gain * part(over.gain, 1))),
    gamma: round(Math.min(DARKEST.gamma, under.gamma * part(over.gamma, 1))),
    contrast: round(Math.min(HARDEST, under.contrast + part(over.contrast, 0))),
    saturation: round(over.saturation === 0 ? 0 : under.saturation * part(over.saturation, 1)),
    blues: round(under.blues * part(over.blues, 1)),
    shadows: tinted('shadows'),
    highlights: tinted('highlights'),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
