// Films of words alone: every family of places in two moods or more, short, so that the whole gallery stays quick.
import type { Entry } from './films.ts';

/** Seconds. */
const SHORT = 3;

const words = (name: string, shows: string, prompt: string): Entry => ({ name, shows, prompt, duration: SHORT });

export const WORDS: Entry[] = [
  words(
    'lake-mist',
    'mist that lies on the water, peaks over it',
    'a misty mountain lake at dawn with a wooden pier, slow push in',
  ),
  words('lake-aurora', 'northern lights, mirrored', 'northern lights over a snowy mountain lake, slow pan right'),
  words('river-autumn', 'banks, woods and peaks in the water', 'a river in autumn at noon, mountains, dolly forward'),
  words(
    'waterfall',
    'water that falls, spray that drifts from its foot',
    'a waterfall among green hills at noon, slow push in',
  ),
  words('river-bridge', 'arches, seen through and mirrored', 'an old stone bridge over a river in autumn, orbit left'),
  words('volcano', 'lava, embers and smoke, a rumble', 'an erupting volcano at dusk, slow push in'),
  words(
    'desert-road',
    'a road that leads to the horizon',
    'a straight road through the desert at golden hour, dolly in',
  ),
  words('sea-moon', 'a giant moon and its glitter', 'a giant moon over a calm sea at night, a sailboat, truck right'),
  words(
    'sea-beacon',
    'a lighthouse and its beam, a sail',
    'a lighthouse on a rocky coast at dusk, a sailboat, truck left',
  ),
  words(
    'sea-storm',
    'rough water under a closed sky, rain and surf',
    'a storm over the ocean coast, waves crash, handheld',
  ),
  words('desert-gold', 'crests lit from the side, ripples in front', 'sand dunes at golden hour, dolly forward, birds'),
  words('desert-moon', 'long exposure by a full moon', 'a vast desert under a full moon, slow pan left'),
  words(
    'forest-autumn',
    'leaves lit from behind, and falling',
    'an autumn forest in the morning, leaves fall, dolly forward',
  ),
  words(
    'forest-snow',
    'firs under snow, flakes behind and before them',
    'a fir forest in winter, gentle snowfall, slow push in',
  ),
  words(
    'meadow-lavender',
    'flowers in drifts, the sun on the hills',
    'a lavender field at sunset with a lone tree, crane up',
  ),
  words(
    'meadow-noon',
    'broad daylight, grass in the wind',
    'a meadow of wildflowers at noon, wind in the grass, truck right',
  ),
  words(
    'city-bridge',
    'windows, lamps and a bridge in the water',
    'a city skyline at dusk with a bridge, slow push in',
  ),
  words('city-dawn', 'a skyline in its own haze', 'a city skyline in the early morning light, pan right'),
  words(
    'street-neon',
    'wet asphalt that mirrors signs without a letter',
    'a neon city street at night in the rain, dolly forward',
  ),
  words(
    'space-planet',
    'a planet with air, gas behind it',
    'a blue planet and a nebula in deep space, slow orbit left',
  ),
  words('galaxy', 'arms, dust and a warm core', 'a spiral galaxy, slow zoom in'),
  words(
    'room-morning',
    'sun through tall windows, shafts in the air',
    'a living room in the morning, slow truck right',
  ),
  words('room-night', 'one lamp, far lights behind the panes', 'a cozy cabin interior at night, rain outside, push in'),
  words('silk-warm', 'folds of colour in a warm light', 'abstract liquid colours at sunset, slow drift right'),
  words('silk-night', 'the same in the dark', 'abstract swirls at night, slow zoom out'),
  {
    ...words(
      'places',
      'a place of its own in each shot, heard as it is seen',
      'Shot 1 [0-2s]: a fir forest in morning mist, slow push in. Shot 2 [2-4s]: waves on a beach at sunset, pan right. Shot 3 [4-6s]: a neon city street at night in the rain, dolly forward',
    ),
    ...{ shot_type: 'multi' as const, duration: 6 },
  },
  {
    ...words(
      'seasons',
      'one meadow through the year',
      'a meadow with a lone tree in spring, slow push in, dissolves to the same meadow in autumn, dissolves to the same meadow in winter',
    ),
    ...{ shot_type: 'multi' as const, duration: 6 },
  },
];
