// Draws one frame: a pure function of the stage and the frame's number.
import { type Camera, cameraAt, cameraOf, shotAt } from '../plan/camera.ts';
import { beatAt, carriedLight, dissolvedAt } from '../plan/joints.ts';
import { seenAt } from '../plan/location.ts';
import { isSeen } from '../plan/runs.ts';
import type { Figure } from '../plan/staged.ts';
import { Atmosphere } from './air/air.ts';
import { linkAir } from './air/kernel.ts';
import { DaylightWash } from './daylight.ts';
import { dissolve, wipe } from './dissolve.ts';
import { Falls } from './falls.ts';
import { fillFigureGrid, placeFigure } from './figures.ts';
import { layGrain } from './grain.ts';
import { fillChromaGrid, fillGrid } from './grid.ts';
import { type Kernel, linkKernel } from './kernel.ts';
import { Layering } from './layering.ts';
import { Levels } from './levels.ts';
import { lifeAt, type Stir } from './life.ts';
import { instantsOf, leftOver } from './mixing.ts';
import { Between, bend, blend } from './morph.ts';
import { layOver } from './overlay.ts';
import type { Plate } from './plate.ts';
import { isGraded } from './prints.ts';
import { sightOf } from './pulling.ts';
import { CHANNELS } from './relief.ts';
import type { Sheet } from './screens.ts';
import type { Slot, Stage } from './stage.ts';
import { Rollers } from './surf.ts';
import { stamp } from './watermark.ts';

/** Draws a stage's frames for one thread. */
export class Painter {
  readonly #stage: Stage;
  readonly #thread: number;
  readonly #desk: Stage['desks'][number];
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #relief: Float32Array;
  readonly #lumaGrid: Float32Array;
  readonly #chromaGrid: Float32Array;
  readonly #ending: Painter | null;
  readonly #air: Atmosphere | null;
  readonly #daylight: DaylightWash | null;
  readonly #rollers: Rollers | null;
  readonly #falls: Falls | null;
  readonly #layering: Layering | null;
  readonly #between: Between | null;
  readonly #come: Float32Array;
  readonly #levels: Levels;
  /** Who draws at the other locations, each made when it is first seen: only then is its picture there. */
  readonly #elsewhere: Painter[] = [];

  /** `thread` says at which of the stage's desks; no two painters may share one at a time. */
  constructor(stage: Stage, thread: number, between: Between | null = null) {
    const { buffer } = stage.memory;
    const floats = stage.columns * stage.rows * 2;
    this.#stage = stage;
    this.#thread = thread;
    this.#desk = stage.desks[thread]!;
    this.#kernel = linkKernel(stage.module, stage.memory);
    this.#bytes = new Uint8Array(buffer);
    this.#relief = new Float32Array(buffer, stage.relief.at, stage.relief.width * stage.relief.height * CHANNELS);
    this.#lumaGrid = new Float32Array(buffer, this.#desk.luma, floats);
    this.#chromaGrid = new Float32Array(buffer, this.#desk.chroma, floats);
    this.#levels = new Levels(stage, this.#kernel, this.#desk.tables);
    this.#layering = stage.layers && new Layering(stage, stage.layers, this.#kernel, thread);
    this.#between = between ?? (stage.part && new Between(stage.part.relation));
    this.#come = new Float32Array(stage.part ? stage.columns * stage.rows : 0);
    this.#ending = stage.ending && new Painter(stage.ending, thread, this.#between);
    const { plan, memory, relief: samples } = stage;
    const scene = { width: plan.width, height: plan.height, relief: this.#relief, samples };
    const [print] = stage.prints.slice(-1);
    const changes = plan.daylight !== null || (plan.air?.strikes.length ?? 0) > 0;
    this.#daylight = changes ? new DaylightWash(linkAir(memory), this.#lumaGrid, scene, stage.horizon) : null;
    this.#rollers =
      plan.surf && print ? new Rollers(plan, plan.surf, scene, memory, print.plate, this.#lumaGrid) : null;
    this.#falls =
      plan.falling && print ? new Falls(plan, plan.falling, scene, memory, print.plate, this.#lumaGrid) : null;
    this.#air = plan.air && print ? new Atmosphere(stage, plan.air, scene, print.plate, thread) : null;
  }

  /** Draws that frame of the film (0 to frames − 1) into the slot. */
  paint(frame: number, slot: Slot): void {
    const { plan, mark } = this.#stage;
    const dissolved = dissolvedAt(plan, frame);
    if (dissolved < 1) {
      this.#compose(frame, slot);
      const carried = carriedLight(plan, frame);
      if (carried !== 1) this.#levels.expose(carried, carried, slot);
    }
    if (dissolved > 0) this.#dissolve(frame, dissolved, slot);
    const { light } = beatAt(plan, frame);
    if (light > 0) this.#levels.expose(1 + light, 1, slot);
    this.#levels.fade(frame, slot);
    if (mark) stamp(mark, this.#bytes, slot);
  }

  /** The frame of the shot that it belongs to, mixed with what is left of the one before, and with its own blur. */
  #compose(frame: number, slot: Slot): void {
    const { plan, grain } = this.#stage;
    const { index, shot } = shotAt(plan, frame);
    const [instant, ...others] = instantsOf(plan, frame);
    const { here, next, share } = seenAt(plan, shot.location, frame);
    const painter = this.#at(here);
    painter.#draw(frame, index, instant!, slot);
    for (const [i, other] of others.entries()) {
      painter.#draw(frame, index, other, this.#desk.spare!);
      this.#mix(slot, 1 / (i + 2));
    }
    if (share > 0) {
      this.#at(next).#draw(frame, index, instant!, this.#desk.spare!);
      this.#mix(slot, share);
    }
    const left = leftOver(plan, frame);
    if (left > 0) {
      this.#at(seenAt(plan, plan.shots[index - 1]!.location, frame).here).#draw(
        frame,
        index - 1,
        frame,
        this.#desk.spare!,
      );
      if (shot.way === 'wipe') wipe(this.#bytes, slot, this.#desk.spare!, plan, left);
      else this.#mix(slot, left);
    }
    if (grain !== null) layGrain(this.#kernel, grain, slot, plan, frame, Math.min(1, frame / plan.fps));
  }

  /** Who draws at the location of that number. */
  #at(location: number): Painter {
    const { plan, elsewhere } = this.#stage;
    if (location === plan.location) return this;
    this.#elsewhere[location] ??= new Painter(elsewhere[location - 1]!, this.#thread);
    return this.#elsewhere[location];
  }

  /** Mixes what is drawn in the spare frame into the slot, to that share. */
  #mix(slot: Slot, share: number): void {
    dissolve(this.#bytes, slot, this.#bytes, this.#desk.spare!, this.#stage.plan, share);
  }

  /** Draws the shot with that index as it is at an instant of the film, given in frames, near that frame. */
  #draw(frame: number, index: number, instant: number, slot: Slot): void {
    const { plan, horizon, scales, screens, slots, part, mixers } = this.#stage;
    const camera = part ? cameraAt(part.film, part.begins + frame) : cameraOf(plan, index, instant);
    const screen = screens?.slots[slots.indexOf(slot)]?.[index];
    const graded = isGraded(plan, frame);
    const seen = { frame, scale: scales[index]!, graded };
    const { plate, backing } = screen?.filmed
      ? { plate: screen.filmed, backing: null }
      : sightOf(this.#kernel, this.#stage, mixers && mixers[this.#thread]!, seen);
    const stir = lifeAt(plan, horizon, index, frame);
    if (this.#layering && backing) this.#layering.draw(plate, backing, camera, stir, slot);
    else this.#single(frame, plate, camera, stir, slot);
    // Whoever stands in a place stands before its waves and its lights, and all are graded with the frame.
    if (plan.staging !== null) {
      this.#rollers?.draw(frame, camera, slot);
      this.#falls?.draw(frame, camera, slot);
      this.#air?.shine(frame, camera, slot);
    }
    for (const [i, figure] of (plan.staging?.shots[index]?.figures ?? []).entries()) {
      if (isSeen(figure, frame)) this.#stand(figure, screen!.sheets[i]!, camera, frame, slot);
    }
    if (!graded) this.#levels.grade(frame, slot);
    if (plan.staging === null) {
      this.#rollers?.draw(frame, camera, slot);
      this.#falls?.draw(frame, camera, slot);
    }
    this.#daylight?.lay(plan, frame, camera, slot);
    this.#air?.draw(frame, camera, slot);
  }

  /** Draws a plate as one sheet that stretches where its depth has an edge. */
  #single(frame: number, plate: Plate, camera: Camera, stir: Stir | null, slot: Slot): void {
    const { plan, part } = this.#stage;
    fillGrid(this.#kernel, this.#stage, this.#relief, plate, camera, stir, this.#lumaGrid);
    if (part) {
      const share = dissolvedAt(part.film, part.begins + frame);
      this.#between!.look(share);
      const back = part.leaves ? share : share - 1;
      bend(this.#lumaGrid, plate, this.#between!, back, this.#come.length, part.leaves ? this.#come : null);
    }
    fillChromaGrid(this.#kernel, this.#stage, plate, this.#lumaGrid, this.#chromaGrid);
    const { width, height } = plan;
    this.#warp(plate, slot, { width, height, columns: this.#stage.columns });
  }

  /** Lays a figure over the slot. */
  #stand(figure: Figure, sheet: Sheet, camera: Camera, frame: number, slot: Slot): void {
    const { plan, screens, cell, weights } = this.#stage;
    const placing = placeFigure(plan, camera, figure, sheet, frame);
    const { box } = placing;
    if (box.width === 0 || box.height === 0) return;
    const { columns, rows } = fillFigureGrid(placing, cell, sheet, this.#lumaGrid);
    fillChromaGrid(this.#kernel, { cell, columns, rows }, sheet.plate, this.#lumaGrid, this.#chromaGrid);
    const easel = screens!.easels[this.#thread]!;
    const { lumaStride, chromaStride } = slot;
    const size = { width: box.width, height: box.height, columns };
    this.#warp(sheet.plate, { ...easel, lumaStride, chromaStride }, size);
    const { luma, words } = this.#desk;
    for (const [to, from] of [
      [easel.cover, sheet.cover],
      [easel.keep, sheet.keep],
    ] as const) {
      const { lumaStride: stride } = sheet.plate;
      this.#kernel.warp_luma(
        to,
        lumaStride,
        box.width,
        box.height,
        luma,
        columns,
        cell,
        from,
        stride,
        weights.luma,
        words,
      );
    }
    layOver(this.#kernel, slot, easel, box);
  }

  /** Lays the last picture over the slot, to that share. */
  #dissolve(frame: number, share: number, slot: Slot): void {
    const ending = this.#stage.ending!;
    const own = ending.slots[this.#thread]!;
    this.#ending!.paint(frame - (this.#stage.plan.frames - ending.plan.frames), own);
    const bytes = new Uint8Array(ending.memory.buffer);
    const { width, height } = this.#stage.plan;
    const { cell, columns } = this.#stage;
    if (this.#between && share < 1) blend(this.#bytes, slot, bytes, own, { width, height, cell, columns }, this.#come);
    else dissolve(this.#bytes, slot, bytes, own, { height }, share);
  }

  #warp(
    plate: Plate,
    slot: Slot,
    { width, height, columns }: { width: number; height: number; columns: number },
  ): void {
    const { weights, cell } = this.#stage;
    const { luma, chroma, words } = this.#desk;
    this.#kernel.warp_luma(
      slot.y,
      slot.lumaStride,
      width,
      height,
      luma,
      columns,
      cell,
      plate.luma,
      plate.lumaStride,
      weights.luma,
      words,
    );
    this.#kernel.warp_chroma(
      slot.u,
      slot.v,
      slot.chromaStride,
      width / 2,
      height / 2,
      chroma,
      columns,
      cell / 2,
      plate.u,
      plate.v,
      plate.chromaStride,
      weights.chroma,
      words,
    );
  }
}
