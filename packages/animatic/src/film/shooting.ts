// Shooting: a stage that is set becomes a film on disk, frame by frame, and one of its frames the thumbnail.
import { drawFilm } from '../draw/crew.ts';
import { Painter } from '../draw/painter.ts';
import type { Stage } from '../draw/stage.ts';
import { stamp } from '../draw/watermark.ts';
import { Film } from './film.ts';
import type { Filmed, Footage } from './footage.ts';
import type { Opening } from './opening.ts';
import type { Painting, Sets } from './sets.ts';
import type { Sounding } from './sound-track.ts';
import { ThumbnailChoice, writeThumbnail } from './thumbnail.ts';

/** Share of the work that drawing a frame is, against encoding it. Measured at 720p, preset fast. */
const DRAWING = 0.1;

/** Frames that are encoded in the time in which a place is painted. Measured at 720p and 1080p. */
const PAINTING = 60;

export type ShootingOptions = {
  /** Paths to write the MP4 and the JPEG to; null: no thumbnail. */
  video: string;
  thumbnail: string | null;
  /** An x264 preset. */
  preset: string;
  signal: AbortSignal;
  /** The share of the shooting that is done, 0 to 1, never falling; `rendering` until the last frame is drawn. */
  onProgress(phase: 'rendering' | 'encoding', share: number): void;
};

/**
 * Makes the film of an opening, if it has one, and a stage's plan, with the references that it shows and that sound, which is made when a frame is there. Gives
 * the checksum of its pictures as encoded. `painting`: of the locations that are still to be dressed; null where there are none.
 * Throws the signal's reason soon after it aborts.
 */
export async function shoot(
  stage: Stage,
  opening: Opening | null,
  references: Filmed[],
  sounding: Sounding,
  painting: Painting | null,
  options: ShootingOptions,
): Promise<number> {
  const { width, height } = stage.plan;
  const memory = new Uint8Array(stage.memory.buffer);
  const choice = new ThumbnailChoice(stage.plan.frames);
  // Of several desks each has a thread and a painter of its own.
  const painter = stage.desks.length === 1 ? new Painter(stage, 0) : null;
  // Clips and paintings bring three dozen modules along, a tenth of a second, that other films have no use for.
  await using footage = references.length === 0 ? null : new (await import('./footage.ts')).Footage(stage, references);
  const sets = painting && new (await import('./sets.ts')).Sets(stage, painting, options.signal);
  // The encoder's memory is given back before the clips are opened again for the thumbnail.
  const sum = await encode({ stage, painter, opening, footage, sets, sounding, choice }, options);
  options.signal.throwIfAborted();
  const [slot] = stage.slots;
  if (options.thumbnail !== null) {
    await footage?.print(choice.choose(), 0);
    (painter ?? new Painter(stage, 0)).paint(choice.choose(), slot!);
    await writeThumbnail(options.thumbnail, slot!, memory, width, height);
  }
  options.onProgress('encoding', 1);
  return sum;
}

type Shoot = {
  stage: Stage;
  /** null where threads draw. */
  painter: Painter | null;
  opening: Opening | null;
  /** null without references. */
  footage: Footage | null;
  sets: Sets | null;
  sounding: Sounding;
  choice: ThumbnailChoice;
};

/** Draws all frames and encodes them, and shows them to the choice. */
async function encode(
  { stage, painter, opening, footage, sets, sounding, choice }: Shoot,
  { signal, preset, video, onProgress }: ShootingOptions,
): Promise<number> {
  const { width, height, fps } = stage.plan;
  const before = opening?.frames ?? 0;
  const frames = before + stage.plan.frames;
  const whole = frames + PAINTING * stage.elsewhere.length;
  const prepare = async (frame: number, slot: number) => {
    await sets?.until(frame);
    await footage?.print(frame, slot);
  };
  const memory = new Uint8Array(stage.memory.buffer);
  const beside =
    stage.plan.staging !== null ? 'clips' : sets !== null ? 'paintings' : opening === null ? 'nothing' : 'a clip';
  await using film = await Film.create(video, { width, height, fps, preset, beside }, sounding);
  let drawn = 0;
  const report = () => {
    signal.throwIfAborted();
    // The last hundredth is for the end of the file and the thumbnail.
    const painted = PAINTING * (sets?.dressed ?? 0);
    const done = (DRAWING * drawn + (1 - DRAWING) * film.encoded + painted) / whole;
    onProgress(drawn < frames ? 'rendering' : 'encoding', 0.99 * done);
  };
  const [slot] = stage.slots;
  // Nothing is drawn yet, so that the first slot is free for the clip's own frames.
  if (opening) {
    const { openingFrames } = await import('./opening.ts');
    for await (const _ of openingFrames(opening, stage.plan, memory, slot!)) {
      if (stage.mark) stamp(stage.mark, memory, slot!);
      await film.add(slot!, memory);
      drawn++;
      report();
    }
  }
  let adding = Promise.resolve();
  try {
    for await (const slot of drawFilm(stage, signal, prepare, painter)) {
      choice.see(drawn - before, slot, memory, width, height);
      // One frame is encoded while the next is drawn.
      await adding;
      adding = film.add(slot, memory);
      adding.catch(() => {}); // it is waited for later
      drawn++;
      report();
    }
  } finally {
    // Until then libav is at work on it, also when the drawing has failed and the film is given up.
    await adding;
  }
  await film.finish(report);
  return film.sum;
}
