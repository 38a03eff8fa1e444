// Words for coming, going, turning to another and holding one's tongue, as they are said of a character.
import type { Entry } from './entry.ts';

export type Passing =
  | { is: 'enters' }
  | { is: 'leaves' }
  | { is: 'turns' }
  | { is: 'silent' }
  | { is: 'speaks' }
  | { is: 'way'; way: 'left' | 'right' }
  | { is: 'not' };

export const PASSAGES: Entry<Passing>[] = [
  {
    say: [
      'enter|arrive|appear|emerge|=entrance',
      'walk|run|=ran|step|stroll|stride|rush|come|=comes|=coming|=came|move|slide|drive|ride|fly =in|=into',
      'join|=joining',
      'come|=comes|=coming|=came|walk|step|run =onto|=inside|=along',
      'show =up',
    ],
    means: [{ is: 'enters' }],
  },
  {
    say: [
      'leave|exit|depart|disappear|vanish',
      'walk|run|=ran|step|stroll|stride|rush|go|=goes|=went|move|slide|drive|ride|fly =out|=away|=off',
    ],
    means: [{ is: 'leaves' }],
  },
  {
    say: ['turn|look|glance|gaze =to|=at|=towards|=toward', 'turn =back =to', '=faces|=facing'],
    means: [{ is: 'turns' }],
  },
  {
    say: ['listen', '=silently', '=speechless', 'say =nothing', 'keep|stay|remain|=is =silent|=quiet'],
    means: [{ is: 'silent' }],
  },
  {
    say: ['say|speak|talk|answer|reply|ask|tell|sing|shout|laugh|argue|explain|greet|whisper|whistle|hum|chat|joke'],
    means: [{ is: 'speaks' }],
  },
  { say: ['=left', '=left =side'], means: [{ is: 'way', way: 'left' }] },
  { say: ['=right', '=right =side'], means: [{ is: 'way', way: 'right' }] },
  { say: ['@not', '=instead =of'], means: [{ is: 'not' }] },
];
