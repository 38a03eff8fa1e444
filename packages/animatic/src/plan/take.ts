// One take: a run of beats between two cuts, turned into camera keys.
import type { Region } from '../look/look.ts';
import { type Camera, clamp, eased, within } from './camera.ts';
import { lead, type Setting } from './moves.ts';
import type { CameraKey, Ease } from './plan.ts';
import type { Wish } from './wishes.ts';

export type Take = {
  role: 'take' | 'wide' | 'medium' | 'detail' | 'reverse' | 'own' | 'nearer';
  /** The name of whoever the take is of; null when it is of all that is there. */
  who: string | null;
  /** Where the camera stands as the take begins. */
  start: Camera;
  beats: Wish[][];
  setting: Setting;
  /** What it is framed on. */
  on: Region;
  /** Least zoom of every key but the first of the film, so that a hand-held camera has room to sway. */
  least_zoom: number;
  /** Share of the take in which a whip pan is over. */
  strike: number;
  /** Whether the film begins with it: its first key is then at rest. */
  opens: boolean;
  /** Whether the film ends with it. */
  closes: boolean;
  /** Whether it goes on from a clip: then it makes room on its way, since a view that first went nearer would be a jolt. */
  flows: boolean;
};

/** Share of a beat in which the view makes room for a move that needs it: before the move, or while it sets out. */
const ROOM_SHARE = 0.3;
const MAKING_ROOM = 0.5;
/** A fast move is over by this share of its beat, and the camera then only creeps. */
const RUSH_SHARE = 0.55;
const CRASH_START = 0.25;
/**
 * Seconds in which the camera winds up for a whip pan, where its beat is long enough; the shares of the beat within which it strikes
 * then, and the share of the time before it that the winding takes at most.
 */
const WINDS_UP = 0.9;
const WHIP_STARTS = [0.42, 0.58] as const;
const WOUND = 0.9;
/** Where keys stand on a way that gathers its speed, or loses it, by itself. */
const GATHERS = [0.13, 0.26, 0.38];

/** The keys of a take of that many seconds, and the shares of it at which a whip pan strikes. */
export function keysOf(take: Take, seconds: number): { camera: CameraKey[]; whips: number[] } {
  const keys: CameraKey[] = [{ at: 0, ...take.start }];
  const whips: number[] = [];
  const ends = endsOf(take, seconds);
  let camera = take.start;
  let at = 0;
  for (const [i, beat] of take.beats.entries()) {
    const span = ends[i]! - at;
    // What is cut to is seen where its move begins: it would go nearer only to have room.
    const most_room = i === 0 && !take.opens ? camera.zoom : take.setting.most_room;
    const { room, end: led } = lead(camera, beat, { ...take.setting, most_room });
    let end = led;
    if (beat.some((move) => move.move === 'whip')) {
      // It strikes across all there is: from the other side of the room that it has.
      const back = lead(room ?? camera, reversed(beat, 0.8), take.setting).end;
      const ready = { ...back, zoom: (room ?? camera).zoom };
      const struck = lead(ready, beat, take.setting).end;
      const strikes = span * clamp(WINDS_UP / (span * seconds), ...WHIP_STARTS);
      const wound = clamp(WINDS_UP / seconds, strikes / 2, WOUND * strikes);
      for (const part of [...GATHERS, ...mirrored(GATHERS), 1])
        keys.push({ ...between(camera, ready, eased(part, 'in-out')), at: at + wound * part });
      keys.push({ at: at + strikes, ...ready });
      const lasts = Math.min(take.strike, 0.4 * span);
      // The middle of its way is passed fastest.
      whips.push(at + strikes + lasts / 2);
      keys.push({ at: at + strikes + lasts, ...struck });
      end = struck;
    } else {
      if (room !== null && !take.flows)
        for (const key of roomKeys(camera, room, end, beat)) keys.push({ ...key, at: at + span * key.at });
      if (isCrash(beat)) {
        const [still, near] = [room ?? camera, Math.min(1.5 * take.strike, 0.4 * span)];
        keys.push({ at: at + span * CRASH_START, ...between(still, end, 0.03) });
        keys.push({ at: at + span * CRASH_START + near, ...between(still, end, 0.97) });
      } else if (isRush(beat)) keys.push({ at: at + span * RUSH_SHARE, ...between(room ?? camera, end, 0.92) });
    }
    at = ends[i]!;
    keys.push({ at, ...end });
    camera = end;
  }
  if (at < 1) keys.push({ at: 1, ...camera });
  if (easeOf(take) === 'linear') {
    if (take.opens && !keepsTime(take.beats[0]!)) setOut(keys);
    if (take.closes && !keepsTime(take.beats.at(-1)!)) settle(keys);
  }
  return { camera: keys.map((key, i) => (i === 0 && take.opens ? key : swayable(key, take))), whips };
}

/**
 * Keys, in shares of the beat, by which the view comes to have room: while it is on its way already, so that both are one move;
 * before it, where it goes back from there or rushes off.
 */
function roomKeys(from: Camera, room: Camera, end: Camera, beat: Wish[]): CameraKey[] {
  if (end.zoom < room.zoom - 1e-6 || isCrash(beat) || isRush(beat)) return [{ at: ROOM_SHARE, ...room }];
  return [1 / 3, 2 / 3, 1].map((share) => {
    const at = MAKING_ROOM * share;
    const [gone, ready] = [between(room, end, at), between(from, room, share * (2 - share))];
    for (const field of Object.keys(ready) as (keyof Camera)[]) ready[field] += gone[field] - room[field];
    return { at, ...ready };
  });
}

/** A path whose time is not eased sets out gently all the same. */
function setOut(keys: CameraKey[]): void {
  const [from, to] = [keys[0]!, keys[1]!];
  keys.splice(1, 0, ...GATHERS.map((part) => ({ ...between(from, to, eased(part, 'in')), at: to.at * part })));
}

/** And it comes to rest gently, unless it rests already: keys that stand close together make corners sharp. */
function settle(keys: CameraKey[]): void {
  const [from, to] = [keys.at(-2)!, keys.at(-1)!];
  if (from.x === to.x && from.y === to.y && from.zoom === to.zoom && from.roll === to.roll) return;
  const at = (part: number) => from.at + (to.at - from.at) * part;
  keys.splice(-1, 0, ...mirrored(GATHERS).map((part) => ({ ...between(from, to, eased(part, 'out')), at: at(part) })));
}

function mirrored(parts: number[]): number[] {
  return parts.toReversed().map((part) => 1 - part);
}

function swayable(key: CameraKey, take: Take): CameraKey {
  return { at: key.at, ...within({ ...key, zoom: Math.max(key.zoom, take.least_zoom) }, take.setting.aspect) };
}

/** A take that is cut off starts or ends in mid-move; whip pans and crash zooms keep their own time. */
export function easeOf(take: Take): Ease {
  if (take.beats.some(keepsTime)) return 'linear';
  if (take.opens && take.closes) return 'in-out';
  if (take.opens) return 'in';
  return take.closes ? 'out' : 'linear';
}

/** Seconds that a beat has at least beside others that say how long they take. */
const LEAST_BEAT = 0.6;

/**
 * Where each beat ends, in shares of the take's path. What is said to take so many seconds does, as far as there are so many; the
 * others share the rest, and where there are none the camera stands at the end.
 */
function endsOf(take: Take, seconds: number): number[] {
  const asked = take.beats.map((beat) => Math.max(0, ...beat.map((move) => move.seconds ?? 0)));
  const weights = take.beats.map((beat, i) => (asked[i] === 0 ? weightOf(beat) : 0));
  const sum = (values: number[]) => values.reduce((whole, value) => whole + value, 0);
  const open = weights.filter((weight) => weight > 0).length;
  const room = Math.max(seconds / 2, seconds - LEAST_BEAT * open);
  const scale = Math.min(1, room / Math.max(sum(asked), 1e-9));
  const rest = seconds - scale * sum(asked);
  const ease = easeOf(take);
  let time = 0;
  return take.beats.map((_, i) => {
    time += asked[i]! > 0 ? scale * asked[i]! : (rest * weights[i]!) / sum(weights);
    if (i === take.beats.length - 1 && seconds - time < 0.1) return 1;
    // Beats that nobody timed are parts of the path, as they look best; the others of its time.
    return sum(asked) > 0 ? eased(time / seconds, ease) : time / seconds;
  });
}

/** A beat's share of its take: slow moves take longer. */
function weightOf(beat: Wish[]): number {
  const pace = Math.max(...beat.map((move) => move.pace));
  return 1 / pace ** 0.7;
}

function keepsTime(beat: Wish[]): boolean {
  return isCrash(beat) || beat.some((move) => move.move === 'whip');
}

/** Whether a beat is a crash zoom, by that name or another: it keeps its own time too. */
function isCrash(beat: Wish[]): boolean {
  return beat.some(({ move, way, pace }) => pace >= 1.7 && way === 'in' && (move === 'zoom' || move === 'dolly'));
}

function isRush(beat: Wish[]): boolean {
  return beat.some((move) => move.pace >= 1.4 && move.move !== 'hold');
}

function between(from: Camera, to: Camera, share: number): Camera {
  const camera = { ...from };
  for (const field of Object.keys(camera) as (keyof Camera)[]) camera[field] += (to[field] - from[field]) * share;
  return camera;
}

const AGAINST = { left: 'right', right: 'left', up: 'down', down: 'up', in: 'out', out: 'in' } as const;

/** The same moves the other way round, weaker or stronger. */
export function reversed(moves: Wish[], strength: number): Wish[] {
  return moves.map((move) => ({
    ...move,
    way: move.way === null ? null : AGAINST[move.way],
    strength: move.strength * strength,
  }));
}

/** Where a take that is cut into begins, so that its moves run through the framing rather than away from it. */
export function windUp(framing: Camera, moves: Wish[], setting: Setting): Camera {
  return lead(
    framing,
    reversed(
      moves.filter((move) => move.move !== 'hold'),
      0.5,
    ),
    setting,
  ).end;
}
