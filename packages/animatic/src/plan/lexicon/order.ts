// Words of order: what comes when and for how long, what is not meant, and ways that stand alone.
import type { Entry } from './entry.ts';

const NUMBERS = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(' ');

/** How long a move takes, in whole and half seconds, and lengths that are those of the film. */
const SECONDS: Entry[] = [...NUMBERS.map((_, i) => i + 1), ...NUMBERS.map((_, i) => i + 0.5)].flatMap((seconds) => {
  const number = [`=${seconds}`, ...(Number.isInteger(seconds) ? [`=${NUMBERS[seconds - 1]}`] : [])].join('|');
  const said = [`${number} =second|=seconds|=sec|=secs|=s`, `=${seconds}s|=${seconds}sec`];
  const whole = '=long|video|clip|film|movie|shot|take|scene|sequence|footage|animation|loop|exposure';
  return [
    { say: said, means: [{ is: 'seconds', seconds, after: false }] },
    { say: said.map((one) => `=after ${one}`), means: [{ is: 'seconds', seconds, after: true }] },
    { say: said.map((one) => `${one} ${whole}`), means: [{ is: 'nothing' }] },
  ] satisfies Entry[];
});

export const ORDER: Entry[] = [
  ...SECONDS,
  { say: ['=half =second'], means: [{ is: 'seconds', seconds: 0.5, after: false }] },
  {
    say: [
      'then|next|=afterwards|=afterward|finally|lastly|later|subsequently|eventually|before|until|secondly|thirdly',
      'after =that|=this|=which',
      'follow|=followed =by',
      '=end|=ends|=ending =with|=on|=by|=in',
    ],
    means: [{ is: 'then' }],
  },
  { say: ['@not', '=free =of', '=instead =of', '=rather =than', '=nor'], means: [{ is: 'not' }] },
  { say: ['@left'], means: [{ is: 'way', way: 'left' }] },
  { say: ['@right'], means: [{ is: 'way', way: 'right' }] },
  { say: ['=up|=upward|=upwards'], means: [{ is: 'way', way: 'up' }] },
  { say: ['=down|=downward|=downwards'], means: [{ is: 'way', way: 'down' }] },
  { say: ['=in'], means: [{ is: 'way', way: 'in' }] },
  { say: ['=out'], means: [{ is: 'way', way: 'out' }] },
];
