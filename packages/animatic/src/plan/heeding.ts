// What each phrase changes in an intent: where it asks for something, and where it takes it back.
import type { Intent } from './intent.ts';
import type { Meaning } from './lexicon/entry.ts';
import { REASONS } from './lexicon/limits.ts';
import type { Found } from './lexicon/reading.ts';
import type { FoundWish, Wish } from './wishes.ts';

/** What an adverb does to a move, or to all of them. */
function temper(target: { pace: number; strength: number }, meaning: Meaning): void {
  if (meaning.is !== 'pace' && meaning.is !== 'strength') return;
  const factor = meaning.is === 'pace' ? meaning.pace : meaning.strength;
  target[meaning.is] = Math.max(0.4, Math.min(2.2, target[meaning.is] * factor));
}

/** Gives the moves the adverbs of their own clauses. */
export function temperAll(staged: FoundWish[][], found: Found[]): void {
  for (const one of found) {
    const wish = one.negated ? null : nearest(one, staged);
    if (wish !== null) for (const meaning of one.means) temper(wish, meaning);
  }
}

/** Takes a phrase into the intent. `staged`: the moves of the prompt, one of which an adverb may belong to. */
export function allow(intent: Intent, meaning: Meaning, one: Found, staged: FoundWish[][]): void {
  switch (meaning.is) {
    case 'handheld':
      intent.handheld = Math.max(intent.handheld ?? 0, meaning.amount);
      break;
    case 'pace':
    case 'strength':
      temper(nearest(one, staged) ?? intent, meaning);
      break;
    case 'life':
      intent.life[meaning.life] = Math.max(intent.life[meaning.life] ?? 0, meaning.amount);
      break;
    case 'blows':
      intent.blows ??= meaning.way === 'right' ? 1 : -1;
      break;
    case 'air':
      intent.air[meaning.air] = Math.max(intent.air[meaning.air] ?? 0, meaning.amount);
      break;
    case 'grade':
      intent.grades.push(meaning.grade);
      break;
    case 'place':
      intent.places.push(meaning.place);
      break;
    case 'music':
      intent.music = 'asked';
      intent.mood ??= meaning.mood;
      break;
    case 'mood':
      intent.mood ??= meaning.mood;
      break;
    case 'limit':
      intent.warnings.push(REASONS[meaning.limit].replace('WORD', one.said));
      break;
    case 'silence':
      intent.sound = false;
      break;
    case 'music alone':
      intent.ambience = false;
      // "No sound, only music" means what it says last.
      intent.sound = true;
      break;
    case 'joint':
      intent.joint = meaning.joint;
      break;
    case 'shots':
      intent.count = meaning.count;
      break;
    case 'size':
      intent.size ??= meaning.size;
      break;
    case 'face':
      intent.face = true;
      break;
    case 'fade':
      intent.fades[meaning.end] = meaning.to;
      break;
    case 'change':
      intent.changes.push(meaning.change);
      break;
    case 'grain':
      intent.grain = meaning.amount;
      break;
    case 'focus':
    case 'flaw':
    case 'motion':
    case 'sound':
    case 'ambience':
    case 'move':
    case 'then':
    case 'seconds':
    case 'way':
    case 'not':
    case 'nothing':
      break;
  }
}

/** Takes a phrase out of the intent: one that is negated, or stands in the negative prompt. */
export function forbid(intent: Intent, meaning: Meaning): void {
  switch (meaning.is) {
    case 'move':
      intent.banned.push({ move: meaning.move, way: meaning.way });
      if (meaning.move === 'hold') intent.strength *= 1.25;
      break;
    case 'motion':
      intent.motionless = true;
      break;
    case 'handheld':
      intent.handheld = 0;
      break;
    case 'pace':
      intent.pace *= meaning.pace > 1 ? 0.6 : 1.4;
      break;
    case 'strength':
      intent.strength *= meaning.strength > 1 ? 0.7 : 1.3;
      break;
    case 'life':
      intent.life[meaning.life] = 0;
      break;
    case 'air':
      intent.air[meaning.air] = 0;
      break;
    case 'grade':
      intent.banned_grades.push(meaning.grade);
      break;
    case 'place':
      intent.banned_places.push(meaning.place);
      break;
    case 'music':
      intent.music = 'banned';
      break;
    case 'mood':
      intent.banned_moods.push(meaning.mood);
      break;
    case 'sound':
      intent.sound = false;
      break;
    case 'ambience':
      intent.ambience = false;
      break;
    case 'flaw':
      intent.wary[meaning.flaw] = true;
      break;
    case 'grain':
      intent.grain = 0;
      break;
    case 'focus':
      intent.focus = null;
      break;
    case 'fade':
      intent.fades[meaning.end] = null;
      break;
    case 'change':
      intent.changes = intent.changes.filter((change) => change !== meaning.change);
      break;
    case 'joint':
      if (meaning.joint === 'cut') intent.wary.cuts = true;
      if (intent.joint === meaning.joint) intent.joint = null;
      break;
    case 'limit':
      if (meaning.limit === 'cutting') intent.wary.cuts = true;
      break;
    case 'silence':
    case 'blows':
    case 'music alone':
    case 'shots':
    case 'size':
    case 'then':
    case 'way':
    case 'not':
    case 'nothing':
      break;
  }
}

/** The wish of the same clause that stands nearest to an adverb; null when its clause has none. */
function nearest(one: Found, staged: FoundWish[][]): Wish | null {
  let best: Wish | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { wish, found } of staged.flat()) {
    if (found.clause !== one.clause) continue;
    // What stands before a word belongs to it more often than what stands after it.
    const distance = one.at < found.at ? found.at - one.end : Math.max(0, one.at - found.end) + 0.5;
    if (distance < least) {
      least = distance;
      best = wish;
    }
  }
  return best;
}
