// What each mood is made of: its pace, its scale and the chords that it may walk through.
import { BARS } from '../../plan/tempo.ts';

/** A chord: its root in semitones above the tonic, and its tones in semitones above the root. */
export type Chord = { root: number; tones: readonly number[] };

/** Who plays. Each part is written in parts.ts. */
export type Part = 'pad' | 'bass' | 'arpeggio' | 'melody' | 'shaker' | 'drone' | 'pulse' | 'heartbeat';

/** Everything that makes one mood sound unlike another. */
export type Mood = {
  /** Seconds that a bar of four beats would like to last; it is stretched until the film is whole bars long. */
  bar: number;
  /** Semitones above the tonic. */
  scale: readonly number[];
  /** Four bars each; one is chosen and goes round. */
  progressions: readonly (readonly Chord[])[];
  /** The chord before the last, which leads home to the first. */
  cadence: Chord;
  home: Chord;
  /** MIDI note number around which the pad's chords lie. */
  register: number;
  /** Loudness of each part, 0 to 1. */
  parts: Partial<Record<Part, number>>;
  /** The share of the film after which a part comes in; at once where none is given. */
  enters?: Partial<Record<Part, number>>;
};

const TONES = {
  major: [0, 4, 7],
  minor: [0, 3, 7],
  maj7: [0, 4, 7, 11],
  maj9: [0, 4, 7, 14],
  min7: [0, 3, 7, 10],
  min9: [0, 3, 7, 14],
  dom7: [0, 4, 7, 10],
  sus2: [0, 2, 7],
  sus4: [0, 5, 7],
  dim: [0, 3, 6],
} as const;

function chord(root: number, kind: keyof typeof TONES): Chord {
  return { root, tones: TONES[kind] };
}

const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MAJOR_PENTATONIC = [0, 2, 4, 7, 9];
const MINOR = [0, 2, 3, 5, 7, 8, 10];
const DORIAN = [0, 2, 3, 5, 7, 9, 10];
const PHRYGIAN = [0, 1, 3, 5, 7, 8, 10];

/** The plan's moods. Levels of parts are measured so that pads and basses carry and melodies stand out, in LUFS. */
export const MOODS: Record<keyof typeof BARS, Mood> = {
  calm: {
    bar: BARS.calm,
    scale: MAJOR_PENTATONIC,
    progressions: [
      [chord(0, 'maj9'), chord(9, 'min7'), chord(5, 'maj7'), chord(7, 'sus4')],
      [chord(0, 'maj7'), chord(5, 'maj9'), chord(2, 'min7'), chord(5, 'maj7')],
      [chord(0, 'maj9'), chord(4, 'min7'), chord(5, 'maj7'), chord(0, 'maj7')],
    ],
    cadence: chord(5, 'maj9'),
    home: chord(0, 'maj9'),
    register: 60,
    parts: { pad: 0.5, bass: 0.45, melody: 0.75, arpeggio: 0.3 },
  },
  bright: {
    bar: BARS.bright,
    scale: MAJOR,
    progressions: [
      [chord(0, 'major'), chord(7, 'major'), chord(9, 'minor'), chord(5, 'maj9')],
      [chord(0, 'maj9'), chord(5, 'major'), chord(9, 'min7'), chord(7, 'sus4')],
      [chord(9, 'minor'), chord(5, 'major'), chord(0, 'major'), chord(7, 'major')],
    ],
    cadence: chord(7, 'dom7'),
    home: chord(0, 'major'),
    register: 62,
    parts: { pad: 0.3, bass: 0.5, arpeggio: 0.5, melody: 0.65, shaker: 0.6 },
  },
  dark: {
    bar: BARS.dark,
    scale: MINOR,
    progressions: [
      [chord(0, 'minor'), chord(8, 'major'), chord(5, 'minor'), chord(0, 'sus2')],
      [chord(0, 'min9'), chord(3, 'major'), chord(8, 'maj7'), chord(5, 'min7')],
      [chord(0, 'minor'), chord(0, 'sus2'), chord(8, 'maj7'), chord(10, 'major')],
    ],
    cadence: chord(7, 'minor'),
    home: chord(0, 'minor'),
    register: 52,
    parts: { pad: 0.55, drone: 0.45, bass: 0.35, melody: 0.5, heartbeat: 0.4 },
  },
  tense: {
    bar: BARS.tense,
    scale: PHRYGIAN,
    progressions: [
      [chord(0, 'minor'), chord(0, 'minor'), chord(1, 'major'), chord(0, 'dim')],
      [chord(0, 'minor'), chord(8, 'major'), chord(6, 'dim'), chord(1, 'major')],
    ],
    cadence: chord(1, 'maj7'),
    home: chord(0, 'minor'),
    register: 55,
    parts: { pad: 0.25, drone: 0.3, pulse: 0.9, heartbeat: 0.55 },
  },
  // From the fourth degree up to the tonic, one voice after the other.
  hopeful: {
    bar: BARS.hopeful,
    scale: MAJOR_PENTATONIC,
    progressions: [
      [chord(5, 'maj9'), chord(0, 'major'), chord(7, 'sus4'), chord(9, 'min7')],
      [chord(9, 'min7'), chord(5, 'maj9'), chord(0, 'maj7'), chord(7, 'sus4')],
      [chord(0, 'sus2'), chord(4, 'min7'), chord(5, 'maj9'), chord(7, 'major')],
    ],
    cadence: chord(5, 'major'),
    home: chord(0, 'major'),
    register: 58,
    parts: { pad: 0.5, arpeggio: 0.35, bass: 0.5, melody: 0.7 },
    enters: { bass: 0.2, melody: 0.38 },
  },
  // A minor tonic with a bright fourth degree, and chords a third and a tritone away that belong to no key.
  mysterious: {
    bar: BARS.mysterious,
    scale: DORIAN,
    progressions: [
      [chord(0, 'min9'), chord(5, 'dom7'), chord(0, 'min9'), chord(8, 'maj7')],
      [chord(0, 'minor'), chord(3, 'maj7'), chord(6, 'dim'), chord(5, 'min7')],
      [chord(0, 'min7'), chord(4, 'minor'), chord(0, 'min7'), chord(1, 'maj7')],
    ],
    cadence: chord(1, 'maj7'),
    home: chord(0, 'min9'),
    register: 56,
    parts: { pad: 0.35, drone: 0.3, arpeggio: 0.4, melody: 0.5, heartbeat: 0.3 },
    enters: { melody: 0.33, heartbeat: 0.5 },
  },
};
