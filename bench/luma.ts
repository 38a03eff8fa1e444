// How near a film's luma is to bicubic interpolation in double precision, on a real picture and a camera that moves and turns.
import { Painter } from '../packages/animatic/src/draw/painter.ts';
import { buildStage } from '../packages/animatic/src/draw/stage.ts';
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import { readPicture } from '../packages/animatic/src/input/picture.ts';
import { lookAt } from '../packages/animatic/src/look/look.ts';
import { cameraAt } from '../packages/animatic/src/plan/camera.ts';
import { makePlan } from '../packages/animatic/src/plan/director.ts';

/** Frames that are looked at, in shares of the film, and of their rows every one of so many. */
const MOMENTS = [0.2, 0.5, 0.99];
const ROWS = 7;

/**
 * The worst frame's PSNR in decibels, of that request's move drawn as one sheet: without depth, air, grade or mark, so that
 * where each pixel comes from is known by the camera alone.
 */
export async function lumaOf(request: FilmRequest & { picture: string }): Promise<number> {
  const picture = await readPicture(request.picture);
  const look = lookAt(picture, request);
  const planned = makePlan(request, look);
  const shots = planned.shots.map((shot) => ({
    ...shot,
    camera: shot.camera.map((key) => ({ ...key, truck: 0, pedestal: 0, dolly: 0 })),
    life: { wind: 0, water: 0, clouds: 0 },
  }));
  const plan = { ...planned, shots, air: null, grade: null, grain: 0, focus: null, watermark: false };
  const stage = await buildStage(plan, look, picture, 1, new AbortController().signal);
  const bytes = new Uint8Array(stage.memory.buffer);
  const painter = new Painter(stage, 0);
  const [slot] = stage.slots;
  const { plate } = stage.prints.at(-1)!;
  const read = (x: number, y: number) => bytes[plate.luma + (y + plate.margin) * plate.lumaStride + x + plate.margin]!;
  const { width, height } = plan;
  const worst = MOMENTS.map((moment) => {
    const frame = Math.floor(moment * plan.frames);
    painter.paint(frame, slot!);
    const { x: cx, y: cy, zoom, roll } = cameraAt(plan, frame);
    const [cos, sin] = [Math.cos((roll * Math.PI) / 180) / zoom, Math.sin((roll * Math.PI) / 180) / zoom];
    let [squares, count] = [0, 0];
    for (let y = 0; y < height; y += ROWS) {
      for (let x = 0; x < width; x++, count++) {
        const [right, down] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
        const u = cx * plate.width + (right * cos + down * sin) * (plate.width / width) - 0.5;
        const v = cy * plate.height + (down * cos - right * sin) * (plate.height / height) - 0.5;
        squares += (bytes[slot!.y + y * slot!.lumaStride + x]! - bicubic(read, u, v)) ** 2;
      }
    }
    return 10 * Math.log10((255 ** 2 * count) / squares);
  });
  return Math.min(...worst);
}

/** Keys' cubic convolution with a = −0.5 (Keys 1981, equation 15). */
function bicubic(read: (x: number, y: number) => number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let sum = 0;
  for (let j = top - 1; j <= top + 2; j++) {
    for (let i = left - 1; i <= left + 2; i++) sum += read(i, j) * weight(x - i) * weight(y - j);
  }
  return Math.min(255, Math.max(0, sum));
}

function weight(distance: number): number {
  const s = Math.abs(distance);
  if (s < 1) return 1.5 * s ** 3 - 2.5 * s ** 2 + 1;
  return s < 2 ? -0.5 * s ** 3 + 2.5 * s ** 2 - 4 * s + 2 : 0;
}
