// The clips' live pictures: decoded in their order and printed for each frame of the film before it is drawn.
import { printSubject } from '../draw/cut-outs.ts';
import { curvesOf, type GradeTables, gradePlate, tablesAt } from '../draw/grade.ts';
import { linkKernel } from '../draw/kernel.ts';
import { type Planes, type Press, printPlanes } from '../draw/plate.ts';
import type { Stage } from '../draw/stage.ts';
import { clipPictures } from '../input/clip.ts';
import type { VideoFile } from '../input/video.ts';
import { behindIn, cutOut, type Matte } from '../look/matte.ts';
import type { Plane } from '../look/raster.ts';
import { bent, bentMask, type Seam, seamOf } from '../look/seam.ts';
import { shrunkTo } from '../look/small.ts';
import { shotAt } from '../plan/camera.ts';
import type { Area, Grade } from '../plan/plan.ts';
import { pictureAt, seenIn } from '../plan/runs.ts';
import type { Figure } from '../plan/staged.ts';

/** What is read of a reference while its film is made. */
export type Filmed = { video: VideoFile; matte: Matte | null };

type Size = { width: number; height: number; cut: Area };

/** What a clip shows in a frame, and by how much of which seam that is to be bent; null: it is not. */
type Shown = { planes: Planes; seam: Seam | null; share: number };

/** The seam out of a picture of a clip, in that size. */
type End = { picture: number; size: Size; seam: Seam | null };

/**
 * What a stage's plan shows of its references. Dispose of it. Frames may be asked for in any order; in the film's own each
 * clip is read on from where it is.
 */
export class Footage implements AsyncDisposable {
  readonly #stage: Stage;
  readonly #references: Filmed[];
  readonly #memory: Uint8Array;
  readonly #press: Press;
  readonly #tables = new Map<Grade, GradeTables>();
  readonly #behinds = new Map<Area, Planes | null>();
  /** For each clip the reel it is read from, and the seam where it last came round. */
  readonly #reels: (Reel | null)[];
  readonly #ends: (End | null)[];
  #spare = new Uint8Array();

  constructor(stage: Stage, references: Filmed[]) {
    this.#stage = stage;
    this.#references = references;
    this.#memory = new Uint8Array(stage.memory.buffer);
    const { module, memory, screens } = stage;
    this.#press = { kernel: linkKernel(module, memory), memory, tables: screens?.tables ?? 0 };
    this.#reels = references.map(() => null);
    this.#ends = references.map(() => null);
  }

  /** Prints what a frame of the film shows, for drawing it into the slot with that index. */
  async print(frame: number, slot: number): Promise<void> {
    const { plan, screens } = this.#stage;
    const { staging } = plan;
    if (staging === null || frame >= plan.frames) return;
    const { index } = shotAt(plan, frame);
    const shot = staging.shots[index]!;
    const screen = screens!.slots[slot]![index]!;
    const seen = seenIn(staging, index, frame);
    await this.#leave(new Set([seen.filmed, ...seen.figures].map((one) => one?.clip)));
    if (shot.filmed) {
      const plate = screen.filmed!;
      const shown = await this.#shown(shot.filmed.clip, frame, { ...plate, cut: shot.filmed.cut });
      printPlanes(this.#memory, plate, this.#bent(shown), 0);
    }
    for (const figure of seen.figures) {
      const sheet = screen.sheets[shot.figures.indexOf(figure)]!;
      const { plate, pad } = sheet;
      const size = { width: plate.width - 2 * pad, height: plate.height - 2 * pad, cut: figure.cut };
      const { matte } = this.#references[figure.clip]!;
      const shown = await this.#shown(figure.clip, frame, size);
      const { seam, share } = shown;
      const flat = figure.cut_out ? shrunkTo(shown.planes, matte!, figure.cut) : null;
      const planes = this.#bent(shown);
      printPlanes(this.#memory, plate, figure.mirrored ? mirrored(planes, this.#spareOf(planes)) : planes, pad);
      if (flat === null) continue;
      // It is told from what is behind it as its clip has them, and then bent with all the rest.
      const [mask, back] = [cutOut(flat, matte!, figure.cut), this.#behind(figure, flat)];
      const turn = <T extends Planes | null>(one: T) =>
        seam && one ? bent(one, seam, share, new Uint8Array(one.bytes.length)) : one;
      const [small, behind, subject] = [turn(flat), turn(back), seam ? bentMask(mask, seam, share) : mask];
      const found = figure.mirrored
        ? {
            small: mirrored(small, small.bytes),
            subject: turned(subject),
            behind: behind && mirrored(behind, behind.bytes.slice()),
          }
        : { small, subject, behind };
      printSubject(this.#press, sheet, screens!.room, found);
      if (figure.relit) gradePlate(this.#press, plate, this.#tablesOf(figure.relit));
    }
  }

  /** What is behind a figure in its own clip, the same in all of its pictures. */
  #behind(figure: Figure, small: Planes): Planes | null {
    const known = this.#behinds.get(figure.cut);
    if (known !== undefined) return known;
    const behind = behindIn(this.#references[figure.clip]!.matte!, small, figure.cut);
    this.#behinds.set(figure.cut, behind);
    return behind;
  }

  /** Bytes for planes of a size: made anew for each frame, three megabytes a time would lie about until they are collected. */
  #spareOf({ width, height }: { width: number; height: number }): Uint8Array {
    const bytes = 1.5 * width * height;
    if (this.#spare.length < bytes) this.#spare = new Uint8Array(bytes);
    return this.#spare.subarray(0, bytes);
  }

  #tablesOf(grade: Grade): GradeTables {
    const tables = this.#tables.get(grade) ?? tablesAt(curvesOf(grade), 1);
    this.#tables.set(grade, tables);
    return tables;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave(new Set());
  }

  /** Closes what is not seen. */
  async #leave(seen: Set<number | undefined>): Promise<void> {
    for (const [clip, reel] of this.#reels.entries()) {
      if (reel === null || seen.has(clip)) continue;
      this.#reels[clip] = null;
      await reel.close();
    }
  }

  /** What a clip shows in a frame. */
  async #shown(clip: number, frame: number, size: Size): Promise<Shown> {
    const { picture, round } = pictureAt(this.#stage.plan.staging!.runs[clip]!, frame);
    const { width, height } = size;
    const seam = round && (await this.#seam(clip, round.last, round.next, size));
    const bytes = await this.#at(clip, picture, size);
    return { planes: { width, height, bytes }, seam, share: round?.share ?? 0 };
  }

  /** How a clip comes round out of a picture, found where it does so and kept while that is seen. */
  async #seam(clip: number, last: number, next: number, size: Size): Promise<Seam | null> {
    const kept = this.#ends[clip];
    if (kept?.picture === last && isSame(kept.size, size)) return kept.seam;
    const { width, height } = size;
    const before = { width, height, bytes: (await this.#at(clip, last, size)).slice() };
    const seam = seamOf(before, { width, height, bytes: await this.#at(clip, next, size) });
    this.#ends[clip] = { picture: last, size, seam };
    return seam;
  }

  #bent({ planes, seam, share }: Shown): Planes {
    return seam ? bent(planes, seam, share, this.#spareOf(planes)) : planes;
  }

  /** A picture of a clip: read on to, when it is near. */
  async #at(clip: number, picture: number, size: Size): Promise<Uint8Array> {
    let reel = this.#reels[clip]!;
    if (!reel?.reaches(picture, size)) {
      // What is not read on is closed before anything is opened: decoders are large.
      await reel?.close();
      reel = new Reel(this.#references[clip]!.video, size, this.#stage.plan.fps);
      this.#reels[clip] = reel;
    }
    await reel.go(picture);
    return reel.bytes;
  }
}

/** Planes as in a mirror, in those bytes, which may be their own. */
function mirrored({ width, height, bytes }: Planes, out: Uint8Array): Planes {
  if (out !== bytes) out.set(bytes);
  const luma = width * height;
  for (const [across, start, end] of [
    [width, 0, luma],
    [width / 2, luma, 1.5 * luma],
  ] as const) {
    for (let row = start; row < end; row += across) out.subarray(row, row + across).reverse();
  }
  return { width, height, bytes: out };
}

function turned(plane: Plane): Plane {
  const { width, values } = plane;
  const out = values.slice();
  for (let row = 0; row < values.length; row += width) out.subarray(row, row + width).reverse();
  return { ...plane, values: out };
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height && a.cut.x === b.cut.x && a.cut.y === b.cut.y;
}

/** How many pictures a reel is read on by rather than opened anew. */
const NEAR = 8;

/** A clip being read from one picture on, at one size. */
class Reel {
  readonly bytes: Uint8Array;
  readonly #video: VideoFile;
  readonly #size: Size;
  readonly #fps: number;
  #pictures: AsyncGenerator<number, void, void> | null = null;
  #at = -1;

  constructor(video: VideoFile, size: Size, fps: number) {
    this.bytes = new Uint8Array(size.width * size.height * 1.5);
    this.#video = video;
    this.#size = size;
    this.#fps = fps;
  }

  /** Whether it is, or soon will be, at a picture, in that size. */
  reaches(picture: number, size: Size): boolean {
    return isSame(this.#size, size) && picture >= this.#at && picture <= this.#at + NEAR;
  }

  /** Reads on until its bytes hold that picture. */
  async go(picture: number): Promise<void> {
    this.#pictures ??= this.#from(picture);
    while (this.#at < picture) {
      const next = await this.#pictures.next();
      if (next.done) throw new Error(`the clip has no picture ${picture}`);
      this.#at = next.value;
    }
  }

  async close(): Promise<void> {
    await this.#pictures?.return();
  }

  #from(picture: number): AsyncGenerator<number, void, void> {
    const { width, height, cut } = this.#size;
    const luma = width * height;
    const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
    const target = { bytes: this.bytes, slot, width, height, fps: this.#fps, cut };
    return clipPictures(this.#video, target, picture, Number.MAX_SAFE_INTEGER);
  }
}
