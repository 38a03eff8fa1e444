// Grades by name, and what the words make of the light.
import type { Look } from '../look/look.ts';
import { between } from './chance.ts';
import type { Intent } from './intent.ts';
import type { GradeName } from './lexicon/entry.ts';
import type { Grade } from './plan.ts';

type Figures = Omit<Grade, 'name'>;

const NEUTRAL: Figures = { lift: 0, gain: 1, gamma: 1, saturation: 1, cb: 0, cr: 0 };

/** Two dark grades together still show the picture. */
const DARKEST = { gain: 0.56, gamma: 1.42 };

/** Shift of chroma that still leaves faces their colour. */
const MOST_TINT = 0.06;

/**
 * Set by eye on photos of faces, landscapes and rooms. The heavier a grade, the more it decides when several are
 * asked for.
 */
const GRADES: Record<GradeName, Partial<Figures> & { weight: number }> = {
  'black and white': { weight: 9, saturation: 0, gamma: 1.06, gain: 1.03 },
  noir: { weight: 9, saturation: 0, gamma: 1.4, gain: 1.12, lift: -0.02 },
  sepia: { weight: 9, saturation: 0.12, gain: 0.96, lift: 0.02, cb: -0.06, cr: 0.035 },
  neon: { weight: 7, gain: 0.86, gamma: 1.2, saturation: 1.4, cb: 0.035, cr: 0.03 },
  night: { weight: 7, gain: 0.6, gamma: 1.15, saturation: 0.65, cb: 0.04, cr: -0.02 },
  'golden hour': { weight: 7, gain: 1.02, gamma: 1.04, saturation: 1.18, cb: -0.04, cr: 0.035 },
  vintage: { weight: 6, lift: 0.06, gain: 0.87, gamma: 0.97, saturation: 0.68, cb: -0.025, cr: 0.015 },
  cold: { weight: 5, saturation: 0.78, cb: 0.035, cr: -0.022 },
  warm: { weight: 4, saturation: 1.08, cb: -0.026, cr: 0.02 },
  pastel: { weight: 4, lift: 0.1, gain: 0.88, gamma: 0.9, saturation: 0.75 },
  vivid: { weight: 4, saturation: 1.4, gamma: 1.05 },
  dark: { weight: 4, gain: 0.72, gamma: 1.15, saturation: 0.85 },
  mist: { weight: 4, lift: 0.14, gain: 0.8, gamma: 0.95, saturation: 0.6 },
  muted: { weight: 3, lift: 0.02, gain: 0.94, saturation: 0.6 },
  bright: { weight: 3, gain: 1.05, gamma: 0.84, lift: 0.01 },
  dramatic: { weight: 3, gamma: 1.22, gain: 1.07, lift: -0.02, saturation: 1.05 },
  cinematic: { weight: 2, gamma: 1.1, gain: 1.03, saturation: 1.06, cb: 0.008, cr: -0.006 },
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
    ...asked.map((name) => ({ name, share: shareOf(name, look) * between(seed, `grade ${name}`, 0.88, 1.1) })),
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

/** A picture that is dark already needs little of the night, a warm one little of the sunset. */
function shareOf(name: GradeName, look: Look): number {
  if (name === 'night' || name === 'dark') return Math.min(1, Math.max(0.5, look.brightness / 0.35));
  if (name === 'golden hour' || name === 'warm') return 1 - 0.5 * Math.max(0, look.warmth);
  if (name === 'cold') return 1 - 0.5 * Math.max(0, -look.warmth);
  return 1;
}

function layered(under: Figures, over: Figures, share: number): Figures {
  const part = (value: number, neutral: number) => neutral + (value - neutral) * share;
  return {
    lift: round(under.lift + part(over.lift, 0)),
    gain: round(Math.max(DARKEST.gain, under.gain * part(over.gain, 1))),
    gamma: round(Math.min(DARKEST.gamma, under.gamma * part(over.gamma, 1))),
    saturation: round(over.saturation === 0 ? 0 : under.saturation * part(over.saturation, 1)),
    cb: round(Math.max(-MOST_TINT, Math.min(MOST_TINT, under.cb + part(over.cb, 0)))),
    cr: round(Math.max(-MOST_TINT, Math.min(MOST_TINT, under.cr + part(over.cr, 0)))),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
