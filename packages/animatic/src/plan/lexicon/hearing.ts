// Words for what is heard: music and its moods, sounds that belong to no place, and silence.
import type { Entry, Mood } from './entry.ts';

/** Music that nothing else is to be heard beside: of such a kind, with a space after it. */
function alone(mood: Mood | null, kind: string): Entry {
  const music = `${kind}music|piano|guitar|soundtrack|score`;
  return {
    say: [`=only|=just ${music}`, `=nothing =but ${music}`, `${music} =only|=alone`],
    means: [{ is: 'music', mood }, { is: 'music alone' }],
  };
}

function mood(name: Mood, ...say: string[]): Entry {
  return { say, means: [{ is: 'mood', mood: name }] };
}

export const HEARING: Entry[] = [
  {
    say: ['=music|soundtrack|melody|=score|=song|=songs|musical', 'background music|track'],
    means: [{ is: 'music', mood: null }],
  },
  {
    say: ['=epic|heroic|=trailer music|soundtrack|score', 'suspenseful|dramatic|tense =strings'],
    means: [{ is: 'music', mood: 'tense' }],
  },
  {
    say: ['piano|lullaby|=lofi|harp|flute|guitar', '=lo =fi', 'ambient music'],
    means: [{ is: 'music', mood: 'calm' }],
  },
  { say: ['orchestra|orchestral', 'drum|percussion'], means: [{ is: 'music', mood: 'tense' }] },
  { say: ['=pop|disco|=jazz|=funk music|song|beat'], means: [{ is: 'music', mood: 'bright' }] },
  { say: ['=jazz|disco|=funk', '=bossa =nova'], means: [{ is: 'music', mood: 'bright' }] },
  {
    say: ['violin|cello|synth|synthesizer|choir', 'string music|section|quartet'],
    means: [{ is: 'music', mood: null }],
  },
  alone(null, ''),
  alone('calm', 'calm|soft|gentle|quiet|=background|ambient|piano|=classical '),
  alone('tense', 'epic|dramatic|suspenseful '),
  alone('dark', 'sad|dark|melancholic '),
  alone('bright', 'happy|upbeat|cheerful '),
  {
    say: ['heartbeat', 'heart|=beating beat|beating|thump|pound|heart', 'pounding|thumping heart'],
    means: [{ is: 'place', place: 'heart' }],
  },
  { say: ['clock tick', 'ticking clock'], means: [{ is: 'place', place: 'room' }] },
  {
    say: ['rocket|shuttle|spaceship|spacecraft =launch|=launches|=launching|=liftoff|=takeoff'],
    means: [
      { is: 'place', place: 'rumble' },
      { is: 'limit', limit: 'change' },
    ],
  },
  { say: ['earthquake|avalanche|landslide', 'engine roar|rumble'], means: [{ is: 'place', place: 'rumble' }] },
  {
    say: ['deep|low|dark|ambient|space =drone', 'drone sound|music', 'sub bass'],
    means: [{ is: 'place', place: 'space' }],
  },
  { say: ['sound|audio', 'sound effect|design'], means: [{ is: 'sound' }] },
  {
    say: ['ambience|ambiance', 'ambient|background|natural|environmental sound|noise|audio', 'nature sound'],
    means: [{ is: 'ambience' }],
  },
  { say: ['=silent|silence|=mute|=soundless', '=muted audio|sound'], means: [{ is: 'silence' }] },

  mood('calm', 'calm|peaceful|serene|tranquil|relaxing|soothing|quiet|meditative|=romantic|tender'),
  mood('bright', 'happy|cheerful|upbeat|joyful|playful|festive|=fun'),
  mood('dark', '=sad|melancholy|melancholic|ominous|mournful|sorrowful|lonely|haunting'),
  mood('hopeful', 'hopeful|hope|uplifting|inspiring|inspirational|optimistic|triumphant'),
  mood('mysterious', 'mysterious|mystery|enigmatic|magical|mystical|uncanny'),
  mood('tense', 'tense|suspense|suspenseful|thriller|thrilling|=action|urgent|heroic'),
  { say: ['music|sound|audio fade =in|=out|=away'], means: [{ is: 'sound' }] },
];
