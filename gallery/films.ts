// The films of the gallery: each shows one thing that the renderer does, on a picture of another kind.
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import type { Source } from './sources.ts';
import { WORDS } from './words.ts';

/** A film of the set. Sources take the place of the paths of a request; what is absent is as anywhere, with seed 7. */
export type Entry = {
  name: string;
  /** What to look for. */
  shows: string;
  picture?: Source;
  last_picture?: Source;
  first_clip?: Source;
  references?: Source[];
  drive?: Source;
  given?: Source;
  /** Width by height; 16 by 9 when absent. */
  aspect?: [number, number];
} & Partial<Pick<FilmRequest, 'prompt' | 'negative_prompt' | 'prompt_extend' | 'shot_type' | 'duration' | 'watermark'>>;

const photo = (name: string): Source => ({ is: 'photo', name });
const painted = (words: string, seed = 5): Source => ({ is: 'painted', words, seed });
const take = (name: Extract<Source, { is: 'take' }>['name']): Source => ({ is: 'take', name });
const drawn = (name: Extract<Source, { is: 'drawn' }>['name']): Source => ({ is: 'drawn', name });

export const FILMS: Entry[] = [
  {
    name: 'coffee',
    shows: 'a still life: the push-in keeps the cup round and the table flat',
    picture: photo('coffee.png'),
    prompt: 'slow push-in on the cup, steam rises, warm light',
  },
  {
    name: 'rocket',
    shows: 'a night photo in several shots: cuts on the beat, smoke and light',
    picture: photo('rocket.jpg'),
    prompt: 'orbit slowly around the rocket, smoke drifts, then tilt up; tense music',
    shot_type: 'multi',
    duration: 8,
  },
  {
    name: 'list',
    shows: 'a list of shots with times: cut and filmed as it says',
    picture: photo('rocket.jpg'),
    prompt:
      'Shot 1 [0-2s]: wide shot, slow crane up. Shot 2 [2-4s]: close-up of the rocket, handheld. Shot 3 [4-6s]: medium shot, truck left.',
    shot_type: 'multi',
    duration: 6,
  },
  {
    name: 'storm',
    shows: 'lightning that lights the sky up, and its thunder; rain behind the rocks',
    prompt: 'a rocky coast, waves, a thunderstorm with lightning, static camera',
  },
  {
    name: 'portrait',
    shows: 'a face: rigid, its edges clean against what lies behind',
    picture: photo('astronaut.jpg'),
    aspect: [1, 1],
    prompt: 'slow dolly in on her face, golden hour',
  },
  {
    name: 'noir',
    shows: 'coverage of a portrait: wide, medium, detail and reverse, cut fast',
    picture: photo('astronaut.jpg'),
    prompt: 'film noir, tense, fast cuts, film grain',
    shot_type: 'multi',
    duration: 8,
  },
  {
    name: 'cat',
    shows: 'an animal, held by hand: sway without wobble',
    picture: photo('cat.jpg'),
    prompt: 'handheld close look at the cat, then rack focus',
  },
  {
    name: 'orbit',
    shows: 'parallax: a subject turned about, nothing melts',
    picture: photo('astronaut.jpg'),
    prompt: 'orbit left around her',
  },
  {
    name: 'focus',
    shows: 'a pull of focus from a portrait to what is behind it: soft edges, no halo',
    picture: photo('astronaut.jpg'),
    aspect: [1, 1],
    prompt: 'slow push-in, rack focus from her to the background',
  },
  {
    name: 'lake',
    shows: 'a sequence of moves over a landscape with water and clouds',
    picture: painted('a lake before mountains in the morning'),
    prompt: 'first crane up over the lake, then slowly pan right and hold; clouds drift, water ripples',
    duration: 8,
  },
  {
    name: 'sea',
    shows: 'waves and their sound, a sunset grade',
    picture: painted('a rocky coast by day, waves'),
    prompt: 'truck left along the shore at sunset, waves roll in',
  },
  {
    name: 'dusk',
    shows: 'a sun that sets: gold, then dusk, no halo along the peaks',
    picture: painted('a lake before mountains in the morning'),
    prompt: 'slow truck right as the sun sets over the lake, fade to black',
    duration: 8,
  },
  {
    name: 'forest',
    shows: 'snow that falls behind the trees, thin things under parallax',
    picture: painted('a forest of firs by day'),
    prompt: 'dolly forward through the forest, heavy snow falls, wind in the trees',
  },
  {
    name: 'desert',
    shows: 'pulling out to reveal, a vintage grade',
    picture: painted('sand dunes in a desert by day'),
    prompt: 'the camera pulls back to reveal the dunes, dust in the air, vintage film look',
  },
  {
    name: 'city',
    shows: 'a whip pan that the whoosh falls on, rain, neon light',
    picture: painted('a city skyline at night'),
    prompt: 'whip pan right across the skyline, neon, rain',
  },
  {
    name: 'stars',
    shows: 'a night sky: stars stay points, the sky stays far',
    picture: painted('a lake at night under a starry sky'),
    prompt: 'tilt up to the stars, stars twinkle, peaceful music',
  },
  {
    name: 'room',
    shows: 'an interior: straight lines stay straight in a sideways move',
    picture: painted('a living room with a window by day'),
    prompt: 'truck right through the room',
  },
  {
    name: 'lines',
    shows: 'straight lines under the strongest parallax that the plan allows',
    picture: drawn('lines'),
    prompt: 'strong orbit right',
  },
  {
    name: 'poster',
    shows: 'a flat illustration in an upright frame: it must not bulge',
    picture: drawn('poster'),
    aspect: [9, 16],
    prompt: 'slow zoom out, then drift left',
  },
  {
    name: 'product',
    shows: 'a thing on a plain ground: its outline holds, the ground stays even',
    picture: drawn('product'),
    prompt: 'slow orbit around the lamp, subtle light',
  },
  {
    name: 'dutch',
    shows: 'a Dutch angle and a crash zoom without a black corner',
    picture: photo('rocket.jpg'),
    prompt: 'Dutch angle, then crash zoom in',
  },
  {
    name: 'still',
    shows: 'a locked-off camera: nothing moves but the fire light',
    picture: photo('coffee.png'),
    prompt: 'static shot, fire light flickers, no music',
  },
  {
    name: 'words',
    shows: 'no picture: a place painted after the words, in shots that dissolve',
    prompt: 'a lake before mountains at sunset, the camera glides forward, calm piano, slow dissolves',
    shot_type: 'multi',
    duration: 8,
    watermark: true,
  },
  {
    name: 'related',
    shows: 'a first and a last picture of one place: one becomes the other, both exact',
    picture: painted('a lake before mountains by day', 9),
    last_picture: painted('a lake before mountains at sunset', 9),
    prompt: 'day turns to evening',
  },
  {
    name: 'unrelated',
    shows: 'a first and a last picture of two places: a planned way from one to the other',
    picture: photo('coffee.png'),
    last_picture: photo('rocket.jpg'),
    prompt: 'push in',
  },
  {
    name: 'driven',
    shows: 'drums that move camera and light',
    picture: photo('rocket.jpg'),
    drive: { is: 'drums' },
    prompt: 'slow push-in',
  },
  {
    name: 'continued',
    shows: 'a clip that the film begins with and goes on from',
    first_clip: { is: 'clip', name: 'cat' },
    prompt: 'the camera goes on, then zooms out',
    duration: 8,
  },
  {
    name: 'company',
    shows: 'two references as shot and reverse shot, each with its own sound',
    references: [
      { is: 'clip', name: 'cat' },
      { is: 'clip', name: 'astronaut' },
    ],
    prompt: 'character1 looks at character2 in a cafe',
    shot_type: 'multi',
    duration: 8,
  },
  {
    name: 'placed',
    shows: 'one reference cut out of a hand-held clip: no halo, nothing of its own background, no flicker',
    references: [take('interview')],
    prompt: 'character1 talks in a forest',
  },
  {
    name: 'crossing',
    shows: 'one who walks before a tripod, on another ground: feet that touch it, no jump where the clip comes round',
    references: [take('walker')],
    prompt: 'character1 walks in from the left in a desert, static shot',
    duration: 6,
  },
  {
    name: 'meeting',
    shows: 'two references in one composition: one enters, the camera turns to the other',
    references: [take('walker'), take('interview')],
    prompt: 'character1 walks in from the left on a beach and turns to character2',
    duration: 6,
  },
  {
    name: 'three',
    shows: 'three references in one place, who come one after the other and stand before each other as they are near',
    references: [take('walker'), take('interview'), take('cup')],
    prompt: 'character2 waits in a desert, character1 walks in from the left, then character3 joins',
    duration: 6,
  },
  {
    name: 'visiting',
    shows: 'no place named: others stand in the place of the walker’s own clip, which is seen without him first',
    references: [take('walker'), take('interview'), take('cup')],
    prompt: 'character1 walks in from the left, character2 waits and character3 joins',
    duration: 6,
  },
  {
    name: 'windows',
    shows:
      'references that can not be cut out, and no place named: windows on their live pictures, all of the subject in them',
    references: [take('speaker'), take('cup'), { is: 'clip', name: 'cat' }],
    prompt: 'character1 talks to character2, character3 listens',
  },
  {
    name: 'dialogue',
    shows: 'shot and reverse shot as the words go, each with its own voice in time with its lips',
    references: [take('speaker'), take('interview')],
    prompt: 'character1 speaks, character2 turns to character1 and answers, character1 laughs',
    shot_type: 'multi',
    duration: 8,
  },
  {
    name: 'trio',
    shows: 'three references in shots of their own, upright',
    references: [take('speaker'), take('walker'), take('cup')],
    prompt: 'character3, then character2 and character1 in a city street',
    shot_type: 'multi',
    duration: 8,
    aspect: [9, 16],
  },
  {
    name: 'panned',
    shows: 'a pan that grows darker and goes on past its clip: no jolt, no step of light, the same hum',
    first_clip: take('shore'),
  },
  {
    name: 'arrived',
    shows: 'a clip that goes on to a last picture',
    first_clip: take('shore'),
    last_picture: painted('a lake before mountains at sunset', 9),
    prompt: 'the camera goes on to the mountains',
    duration: 6,
  },
  {
    name: 'held',
    shows: 'a hand-held clip of somebody who speaks: the hand goes on, the voice does not stutter',
    first_clip: take('interview'),
    duration: 7,
  },
  ...WORDS,
];
