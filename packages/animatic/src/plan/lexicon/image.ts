// Words for the image itself: how shots join and fade, what is in focus, its grain and its flaws.
import type { Fade } from '../plan.ts';
import type { Entry, Focusing } from './entry.ts';
import { BEHIND, FRONT } from './focusing.ts';

function focus(focusing: Focusing, ...say: string[]): Entry {
  return { say, means: [{ is: 'focus', focus: focusing }] };
}

/** What it does that goes into or out of focus. */
const COMES = '=comes|=come|=coming|snap|slide|slip|drift|=brought|pull|rack|ease';
const GOES = 'go|=goes|fall|=falls|drop|drift|slip|melt|fade|turn|get|become';

function fade(end: 'in' | 'out', to: Fade['to'], ...say: string[]): Entry {
  return { say, means: [{ is: 'fade', end, to }] };
}

export const IMAGE: Entry[] = [
  { say: ['=cut =to', 'jump|smash|hard|quick =cut|=cuts'], means: [{ is: 'joint', joint: 'cut' }] },
  {
    say: ['cross fade|dissolve', 'crossfade|=dissolve|=dissolves|=dissolving'],
    means: [{ is: 'joint', joint: 'dissolve' }],
  },
  fade('in', 'black', 'fade =in', 'fade =in =from black', 'fade =from black', '=from black'),
  fade('in', 'white', 'fade =in =from white', 'fade =from white'),
  fade('out', 'black', 'fade =out', 'fade =out =to black|=darkness', 'fade =to|=into black|=darkness'),
  fade('out', 'white', 'fade =out =to white', 'fade =to|=into white'),
  {
    say: ['wipe transition|cut', '=wipe|=wipes =to|=across|=between'],
    means: [{ is: 'joint', joint: 'wipe' }],
  },
  {
    say: [
      'dip =to black',
      'fade =through black',
      'fade =to black =between',
      'fade =between',
      '=between shots|shot fade =to black',
    ],
    means: [{ is: 'joint', joint: 'black' }],
  },
  {
    say: ['match|matched|graphic =cut|=cuts', 'match|matched|graphic =cut|=cuts =to', 'match dissolve'],
    means: [{ is: 'joint', joint: 'match' }],
  },
  focus(
    { on: null, pulled: true },
    'rack|pull|shift|change|transition focus',
    'focus pull|shift|change|rack|move|transition|travel|slide|drift|jump|=racks',
    'shift|change|transition =in focus',
    'refocus',
  ),
  focus({ on: 'near', pulled: true }, `${BEHIND} =into focus`, `${BEHIND} ${COMES} =into focus`),
  focus({ on: 'back', pulled: true }, `${FRONT} =into focus`, `${FRONT} ${COMES} =into focus`),
  focus(
    { on: 'near', pulled: false },
    'shallow focus',
    'shallow =depth =of field',
    '=depth =of field',
    'bokeh',
    'background|backdrop blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry|soft|defocused background|backdrop',
    'background =out =of =focus',
    `background|backdrop ${GOES} soft|=blurry|=blurred`,
    `${BEHIND} ${GOES} =out =of =focus`,
    '=out =of =focus background',
    'focus =on subject|face|foreground|=her|=him|=eyes',
  ),
  focus(
    { on: 'back', pulled: false },
    'foreground blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry foreground',
    'foreground =out =of =focus',
    '=out =of =focus foreground',
    `foreground ${GOES} soft|=blurry|=blurred`,
    `${FRONT} ${GOES} =out =of =focus`,
    'focus =on background',
  ),
  { say: ['deep focus|=depth', '=everything =in focus'], means: [{ is: 'nothing' }] },

  { say: ['film grain', '=grain', '=16mm|=35mm film'], means: [{ is: 'grain', amount: 0.6 }] },
  {
    say: ['heavy|coarse|strong grain', 'heavy|coarse film grain', '=8mm film', 'super =8'],
    means: [
      { is: 'grain', amount: 1 },
      { is: 'grade', grade: 'vintage' },
    ],
  },
  {
    say: ['subtle|fine|light|slight grain', 'subtle|fine|light|slight film grain'],
    means: [{ is: 'grain', amount: 0.35 }],
  },

  {
    say: [
      'distortion|distorted|deformed|deformation|warped|warping|morphing|melting|mutated|disfigured|artifact|glitch|flicker',
    ],
    means: [{ is: 'flaw', flaw: 'distortion' }],
  },
  {
    say: [
      'blur|blurry|blurred|pixelated|=noise|=noisy|grainy',
      'low|worst|bad|poor quality|resolution',
      '=lowres',
      'compression artifact',
    ],
    means: [{ is: 'flaw', flaw: 'blur' }],
  },
];
