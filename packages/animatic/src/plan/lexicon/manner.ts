// Words of manner: how fast something goes, and how strongly.
import type { Entry } from './entry.ts';

export const MANNER: Entry[] = [
  {
    say: ['slow|slowly|=slower', 'slow motion', 'slow =mo', '=slowmo', 'leisurely|lazily|unhurried'],
    means: [{ is: 'pace', pace: 0.6 }],
  },
  { say: ['gentle|gently|gradual|gradually|calmly|smoothly|softly'], means: [{ is: 'pace', pace: 0.75 }] },
  {
    say: [
      'fast|=faster|quick|quickly|rapid|rapidly|swift|swiftly|speedy|snappy|brisk|briskly|hurried',
      'fast|quick motion|movement',
      'high speed',
    ],
    means: [{ is: 'pace', pace: 1.5 }],
  },
  { say: ['sudden|suddenly|frantic|frenetic|hectic|violently'], means: [{ is: 'pace', pace: 1.8 }] },
  { say: ['energetic|dynamic|lively'], means: [{ is: 'pace', pace: 1.25 }] },
  {
    say: ['subtle|subtly|slight|slightly|barely|minimal|minimally|tiny|faint|faintly'],
    means: [{ is: 'strength', strength: 0.55 }],
  },
  {
    say: ['strong|strongly|extreme|extremely|intense|intensely|powerful|deep|massive|sweeping'],
    means: [{ is: 'strength', strength: 1.4 }],
  },
];
