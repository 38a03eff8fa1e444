// A cutter's words: how many shots, how much each shows.
import type { Entry } from './entry.ts';

const shots = (count: number, ...words: string[]): Entry => ({
  say: [`${words.map((word) => `=${word}`).join('|')} =shot|=shots|=angles|=scenes|=setups`],
  means: [{ is: 'shots', count }],
});

/** What a cutter is told: how many shots, how much each shows, and that it is a face. */
export const CUTTING: Entry[] = [
  shots(2, 'two', '2'),
  shots(3, 'three', '3'),
  shots(4, 'four', '4'),
  {
    say: ['wide|establishing|long|master|full shot|view|angle', '=wide =establishing shot'],
    means: [{ is: 'size', size: 'wide' }],
  },
  { say: ['medium|mid|waist|cowboy shot', 'medium =close =up', 'mid =shot'], means: [{ is: 'size', size: 'medium' }] },
  {
    say: [
      'close =up',
      'closeup',
      'extreme close =up',
      'extreme closeup',
      'close shot|view',
      'detail|macro|tight|insert shot|view',
    ],
    means: [{ is: 'size', size: 'detail' }],
  },
  { say: ['=face|=faces|=eyes|=eye|=head|=nose|=muzzle|=snout'], means: [{ is: 'face' }] },
];
