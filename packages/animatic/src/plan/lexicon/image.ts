// Words for the image itself: how shots join and fade, what is in focus, its grain and its flaws.
import type { Fade, Focus } from '../plan.ts';
import type { Entry } from './entry.ts';

function focus(pull: Focus, ...say: string[]): Entry {
  return { say, means: [{ is: 'focus', focus: pull }] };
}

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
    { on: 'near', pulled: true },
    'rack|pull|shift|change focus',
    'focus pull|shift|change|rack|move',
    'rack|pull|shift|change focus =from =to background|backdrop|distance|behind',
    'focus pull|shift|change|rack|move =from =to background|backdrop|distance|behind',
  ),
  focus(
    { on: 'back', pulled: true },
    'rack|pull|shift|change focus =from background|backdrop|distance|behind',
    'focus pull|shift|change|rack|move =from background|backdrop|distance|behind',
  ),
  focus(
    { on: 'near', pulled: false },
    'shallow focus',
    'shallow =depth =of field',
    '=depth =of field',
    'bokeh',
    'background|backdrop blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry|soft|defocused background|backdrop',
    'background =out =of =focus',
    '=out =of =focus background',
    'focus =on subject|face|foreground|=her|=him|=eyes',
  ),
  focus(
    { on: 'back', pulled: false },
    'foreground blur|=blurred|=blurry|defocus',
    'blur|=blurred|=blurry foreground',
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
