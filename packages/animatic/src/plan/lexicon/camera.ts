// Camera words: what a director says and which move it is.
import type { Entry, MoveName, Way } from './entry.ts';

const AGAINST = { left: 'right', right: 'left', up: 'down', down: 'up', in: 'out', out: 'in' } as const;

/** Phrases of a move for each way: `*` stands for the words of that way, `<` for those of the way against it. */
function toward(move: MoveName, ways: ('left' | 'right' | 'up' | 'down')[], say: string[]): Entry[] {
  return ways.map((way) => ({
    say: say.map((phrase) => phrase.replaceAll('*', `@${way}`).replaceAll('<', `@${AGAINST[way]}`)),
    means: [{ is: 'move', move, way }],
  }));
}

function move(name: MoveName, way: Way | null, say: string[]): Entry {
  return { say, means: [{ is: 'move', move: name, way }] };
}

export const CAMERA: Entry[] = [
  ...toward(
    'pan',
    ['left', 'right'],
    ['pan|swivel *', 'pan < *', 'pan =from <', '* pan', '@cam turn|look|rotate|swivel *'],
  ),
  move('pan', null, ['pan', 'panning @cam', 'panoramic sweep', 'pan across', 'pan @cam']),
  ...toward(
    'tilt',
    ['up', 'down'],
    ['tilt|pan *', 'tilt|pan < *', 'tilt =from <', '* tilt', '@cam turn|look|point|angle *'],
  ),
  move('tilt', null, ['tilt', 'tilt @cam']),
  ...toward(
    'truck',
    ['left', 'right'],
    [
      'truck|track|dolly|slide|slider|strafe|crab *',
      'truck|track|dolly|slide < *',
      '@cam @go *',
      '@cam @go < *',
      '@cam @go =from <',
      '@cam @go =from < *',
      '@go @cam *',
      '* truck|dolly|track|tracking',
    ],
  ),
  move('truck', null, [
    '=tracking shot',
    '=trucking shot',
    'truck shot|move',
    'slider shot|move',
    'lateral|sideways|sideway move|movement|motion|track|tracking|dolly|slide',
    '@cam @go sideways|sideway|laterally',
    'parallax',
    'parallax effect',
  ]),
  ...toward('pedestal', ['up', 'down'], ['pedestal|boom *', '@cam move|go|float|travel|slide|shift *', '@go @cam *']),
  ...toward('crane', ['up', 'down'], ['crane|jib *', 'crane|jib shot|move *', '@cam fly|sweep|swing|soar *']),
  move('crane', 'up', [
    '@cam rise|ascend|climb|lift|soar',
    'rise @cam',
    'crane|jib|drone|aerial shot|move|view|footage',
    'fly over',
    '=flyover',
    '=aerial',
  ]),
  move('crane', 'down', ['@cam descend|lower|sink|drop|swoop|dive|plunge', 'swoop|plunge @down']),
  // What goes on after "then" is the camera, if it moved before.
  ...(['down', 'up'] as const).map(
    (way): Entry => ({
      say: [`=then|=finally|=afterwards ${way === 'down' ? 'descend|lower|sink' : 'rise|ascend|climb'}`],
      means: [{ is: 'then' }, { is: 'move', move: 'crane', way }],
    }),
  ),
  move('orbit', 'left', ['orbit|arc|circle|rotate|revolve @left', 'orbit|arc|circle =clockwise', '@left orbit|arc']),
  move('orbit', 'right', [
    'orbit|arc|circle|rotate|revolve @right',
    'orbit|arc|circle =counterclockwise|=anticlockwise',
    'orbit|arc|circle =counter =clockwise',
    '@right orbit|arc',
  ]),
  move('orbit', null, [
    'orbit',
    'orbital shot|move|movement',
    'arc shot|move|around',
    '@cam arc|circle|revolve|orbit',
    '@cam @go|rotate|spin|turn around',
    'rotate|circle|revolve|pan|spin around',
    'bullet time',
    'bullet time shot|effect|move',
    'matrix effect|shot',
  ]),
  {
    say: [
      '=360 shot|view|spin|rotation|turn|degree',
      '=360 degree shot|view|spin|rotation|turn|orbit',
      '@cam rotate|spin|turn|orbit|circle =360 degree',
      '@cam rotate|spin|turn|orbit|circle =360',
      'full =360|circle|orbit|rotation',
      'orbit|circle|arc =360',
      'orbit|circle|arc =360 degree',
    ],
    means: [
      { is: 'move', move: 'orbit', way: null },
      { is: 'limit', limit: 'turning' },
    ],
  },
  move('dolly', null, ['dolly', 'dolly shot|move']),
  move('dolly', 'in', [
    'push|dolly|creep|inch|ease|close @toward',
    '=tracking @toward',
    '@cam track|truck @toward',
    'push @cam @toward',
    '=slow push',
    'push shot',
    '@cam @go|come|get|walk|creep|inch @toward',
    '@cam @go|walk through',
    'fly through',
    '@go @cam @toward',
    '@cam advance|approach|near',
    'forward|inward movement|motion|tracking|dolly|push',
    'steadicam|gimbal glide|move|go|push|track|walk @toward',
    'move|get|come closer',
  ]),
  {
    say: [
      '=fpv',
      '=fpv drone|shot|flight|view|footage|style',
      '=fpv drone shot|view|flight|footage',
      '=fpv drone|@cam fly|flight',
      'racing drone',
    ],
    means: [
      { is: 'move', move: 'dolly', way: 'in' },
      { is: 'pace', pace: 1.5 },
      { is: 'strength', strength: 1.3 },
    ],
  },
  ...(['in', 'out'] as const).map(
    (way): Entry => ({
      say:
        way === 'in'
          ? [
              '@cam spiral|corkscrew',
              'spiral @cam',
              'spiral|corkscrew shot|move|movement|motion|zoom',
              'spiral|corkscrew @toward|@down',
              'spiral zoom @toward',
            ]
          : ['@cam spiral|corkscrew @away|@up', 'spiral|corkscrew @away|@up', 'spiral zoom @away'],
      means: [
        { is: 'move', move: 'zoom', way },
        { is: 'move', move: 'roll', way: null },
      ],
    }),
  ),
  move('dolly', 'out', [
    'pull|dolly|push|ease @away',
    '=tracking @away',
    'pull @cam @away',
    '=slow pull',
    '@cam @go|retreat|back|walk @away',
    '@cam retreat|withdraw|recede',
    'pullback|=pullout',
    'backward movement|motion|tracking|dolly',
  ]),
  move('zoom', null, ['zoom']),
  move('zoom', 'in', ['zoom @toward', 'zoom =on|=onto', 'zoom @cam @toward', 'punch =in', '=inward zoom']),
  {
    say: ['crash|snap|smash zoom', 'crash|snap|smash zoom @toward|=on|=onto', 'snap =in'],
    means: [
      { is: 'move', move: 'zoom', way: 'in' },
      { is: 'pace', pace: 2 },
      { is: 'strength', strength: 1.3 },
    ],
  },
  {
    say: ['crash|snap|smash zoom @away', 'snap|smash pull @away'],
    means: [
      { is: 'move', move: 'zoom', way: 'out' },
      { is: 'pace', pace: 2 },
      { is: 'strength', strength: 1.3 },
    ],
  },
  move('zoom', 'out', ['zoom @away', 'zoom @cam @away', '=outward|=reverse zoom', 'widen shot|view|frame']),
  move('vertigo', null, [
    'dolly zoom',
    'dolly zoom @toward|=on|=onto',
    'vertigo effect|shot|zoom',
    'zolly',
    'trombone shot',
  ]),
  move('roll', 'left', [
    'roll|rotate =counterclockwise|=anticlockwise',
    'roll =counter =clockwise',
    'roll @left',
    '@cam tilt|roll|bank @left',
  ]),
  move('roll', 'right', ['roll =clockwise', 'rotate =clockwise', 'roll @right', '@cam bank|roll @right']),
  move('roll', null, [
    'dutch',
    'dutch angle|tilt|shot|roll',
    'canted|oblique angle|shot|frame',
    '@cam roll|bank|spin',
    'roll @cam',
    'spin|twist @cam',
    'tilted horizon|angle',
  ]),
  {
    say: ['barrel|full|complete roll', '@cam roll =360'],
    means: [
      { is: 'move', move: 'roll', way: null },
      { is: 'limit', limit: 'turning' },
    ],
  },
  ...toward('whip', ['left', 'right'], ['whip|swish *', 'whip|swish pan *', '* whip|swish pan']),
  move('whip', null, ['whip|swish pan', 'whip @cam', '@cam whip', 'flash pan']),
  ...toward('drift', ['left', 'right', 'up', 'down'], ['drift|float *', '@cam drift|float|hover *']),
  move('drift', null, [
    'drift',
    '@cam drift|float|hover|glide|wander|roam|breathe',
    'floating|drifting @cam',
    'steadicam|gimbal',
    'steadicam|gimbal shot|move|movement',
    'follow|trail shot',
    '@cam follow',
    'dynamic|moving|living @cam',
    '@cam @go',
    'move @cam',
  ]),
  {
    say: ['@cam movement|motion|move|work', 'movement|motion =of @cam', 'movement|motion|moving'],
    means: [{ is: 'motion' }],
  },
  move('ken burns', null, ['ken burns', 'ken burns effect', '=slideshow effect']),
  move('reveal', null, ['reveal', 'unveil', 'reveal shot', 'slow reveal']),
  move('hold', null, [
    'static',
    'static|still|fixed|stationary|locked|motionless|immobile @cam',
    '@cam static|still|fixed|stationary|locked|motionless|immobile|frozen',
    '@cam stay|remain|keep|hold|stand',
    '@cam @not move|pan|shift',
    '@not move @cam',
    'locked =off|=down',
    'lock =off|=down',
    'tripod',
    'tripod shot',
    'stationary',
    'hold =still|=on|=there|=position|=frame',
    '=then|=and|=finally =hold|=holds|=stay|=stays|=rest|=rests',
    '=hold',
    'pause|linger',
    'freeze frame',
  ]),
  {
    say: [
      'handheld',
      'hand =held',
      'handheld @cam',
      'shaky',
      'shaky @cam',
      '@cam shake|wobble|jitter|tremble',
      'jitter',
      'wobble',
    ],
    means: [{ is: 'handheld', amount: 0.6 }],
  },
  { say: ['shake', 'found footage', 'earthquake', 'jittery', 'bumpy'], means: [{ is: 'handheld', amount: 1 }] },
  {
    say: ['documentary', 'documentary style', 'verite', '=vérité', 'bodycam'],
    means: [{ is: 'handheld', amount: 0.4 }],
  },
  {
    say: [
      '=hold hand',
      'frying|sauce|dust|bed|peter pan',
      'rolling hill|stone|pin|field',
      'still =life',
      'motion blur',
      '=in orbit',
      'zoom lens|call',
      '@left|@right hand|arm|eye|leg|foot|ear|shoulder',
      '=right now',
      'roll =of film|paper',
    ],
    means: [{ is: 'nothing' }],
  },
];
