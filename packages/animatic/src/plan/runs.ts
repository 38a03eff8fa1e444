// Which picture of a clip is seen in which frame of the film: forward always, and after its end from its beginning again.
import type { ClipLook } from '../look/clip-look.ts';
import type { Run, Staged, Staging, Voice } from './staged.ts';

/** Frames of the film, from `from` to before `to`. */
export type Span = { from: number; to: number };

/** Seconds over which a clip that has come round eases into its own shape. */
const EASES = 0.5;

/** Least seconds of a voice that are worth hearing. */
const SHORTEST_VOICE = 0.25;

/** Whether a figure is in the picture at a frame of the film. */
export function isSeen({ enters, leaves }: Staged['figures'][number], frame: number): boolean {
  return (enters === null || frame >= enters.frame) && (leaves === null || frame < leaves.frame + leaves.frames);
}

/** Where a clip has come round: the last picture before it and the first after it, and by how much it still stands as the last one, 1 to 0. */
export type Turn = { last: number; next: number; share: number };

/** The picture of a clip that a frame shows; `round` while it eases out of the run before. */
export function pictureAt(runs: Run[], frame: number): { picture: number; round: Turn | null } {
  const at = Math.max(
    0,
    runs.findLastIndex((run) => run.frame <= frame),
  );
  const run = runs[at]!;
  const since = frame - run.frame;
  const before = runs[at - 1];
  const picture = shownBy(run, frame);
  if (before === undefined || since >= run.eases) return { picture, round: null };
  const left = 1 - (since + 1) / (run.eases + 1);
  const share = left * left * (3 - 2 * left);
  return { picture, round: { last: shownBy(before, run.frame - 1), next: run.picture, share } };
}

/** The picture that a run shows in a frame; coming to rest it shows each for longer than the one before. */
export function shownBy({ frame: first, picture, rests }: Run, frame: number): number {
  const since = frame - first;
  if (rests === null) return picture + since;
  return picture + (since >= rests ? Math.floor(rests / 2) : Math.floor(since - since ** 2 / (2 * rests)));
}

/** Pictures of a clip: how many, and from which one on it may go on with which other where it must come round. */
type Reel = Pick<ClipLook, 'frames' | 'round'>;

/** The frames in which a clip that has come round eases into its own shape, and where its end is then. */
function endOf({ frames, round }: Reel, fps: number): { eases: number; end: number } {
  return { eases: Math.min(Math.round(EASES * fps), Math.floor(frames / 4)), end: round?.to ?? frames };
}

/**
 * The runs of a clip through the spans in which it is seen. Its own clock stands still while it is not seen. `start`: the picture in
 * the first frame of all; what starts within it comes round to its beginning first.
 */
export function runsOf(spans: Span[], reel: Reel, start: number, fps: number): Run[] {
  const { frames, round } = reel;
  const { eases, end } = endOf(reel, fps);
  const runs: Run[] = [];
  let picture = start;
  let begun = true;
  for (const { from, to } of spans) {
    if (picture >= end) picture = 0;
    // After a cut nobody sees where it goes on: rather than come round in the middle of a shot it shows its end.
    else if (runs.length > 0 && picture + to - from > frames && to - from <= frames) picture = frames - (to - from);
    runs.push({ frame: from, picture, eases: 0, rests: null });
    let frame = from;
    while (picture + to - frame > frames) {
      frame += end - picture;
      picture = start > 0 && begun ? 0 : (round?.from ?? 0);
      begun = false;
      runs.push({ frame, picture, eases, rests: null });
    }
    picture += to - frame;
  }
  return runs;
}

/** The picture to start from, so that the clip's beginning falls on the frame when its turn comes. */
export function wrapped(reel: Reel, before: number, fps: number): number {
  const { end } = endOf(reel, fps);
  return (end - (before % end)) % end;
}

/** A clip's voice in its turns: with its picture, each part of it once. */
export function voicesOf(clip: number, runs: Run[], turns: Span[], seen: Span[], fps: number): Voice[] {
  const voices: Voice[] = [];
  let heard = 0;
  for (const turn of turns) {
    for (const [i, run] of runs.entries()) {
      // What comes to rest is out of time with its sound.
      if (run.rests !== null) continue;
      const ends = Math.min(runs[i + 1]?.frame ?? Number.POSITIVE_INFINITY, turn.to);
      for (const span of seen) {
        const first = Math.max(run.frame, turn.from, span.from);
        const to = Math.min(ends, span.to);
        // What was heard is not heard again.
        const from = first + Math.max(0, heard - (run.picture + first - run.frame));
        const begins = run.picture + from - run.frame;
        if (to - from < SHORTEST_VOICE * fps) continue;
        const last = voices.at(-1);
        const goes = last !== undefined && begins === heard && Math.abs(last.at + last.lasts - from / fps) < 1e-6;
        if (goes) last.lasts = to / fps - last.at;
        else voices.push({ clip, at: from / fps, from: begins / fps, lasts: (to - from) / fps });
        heard = begins + to - from;
      }
    }
  }
  return voices;
}

/** What a staging shows of which clip in a frame of the shot with that index. */
export function seenIn(staging: Staging, index: number, frame: number): Staged {
  const { filmed, figures } = staging.shots[index]!;
  return { filmed, figures: figures.filter((figure) => isSeen(figure, frame)) };
}
