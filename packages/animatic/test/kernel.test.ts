// The warp kernel: that what is committed is what its source says, and that what it draws is right.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { Painter } from '../src/draw/painter.ts';
import { BORDER } from '../src/draw/plate.ts';
import { buildStage } from '../src/draw/stage.ts';
import { lookAt } from '../src/look/look.ts';
import { type Camera, cameraAt, REST } from '../src/plan/camera.ts';
import type { Plan } from '../src/plan/plan.ts';
import { planOf, shotOf } from './made/plans.ts';

for (const name of ['warp', 'air', 'look', 'sound']) {
  test(`the committed kernel ${name}.wasm is what its source compiles to`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kernel-'));
    try {
      const kernel = fileURLToPath(new URL('../kernel/', import.meta.url));
      const out = join(folder, 'kernel.wasm');
      const settings = ['--config', join(kernel, 'asconfig.json'), '--outFile', out];
      // As its command does, but that all of them find it warm.
      const { error, stderr } = await asc.main([join(kernel, `${name}.ts`), ...settings]);
      assert.equal(error, null, String(stderr));
      assert.ok((await readFile(join(kernel, `${name}.wasm`))).equals(await readFile(out)), 'run `npm run kernel`');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

for (const [move, camera] of Object.entries({
  'a push-in': { ...REST, x: 0.53, y: 0.46, zoom: 1.37 },
  'a slight turn': { ...REST, zoom: 1.1, roll: 0.7 },
  'a turn': { ...REST, x: 0.48, zoom: 1.6, roll: -7 },
})) {
  test(`luma of ${move} is bicubic interpolation in double precision to 45 dB and better`, async () => {
    const [width, height] = [202, 134];
    const plan = still(width, height, camera);
    const picture = texture(width, height);
    const stage = await buildStage(plan, lookAt(picture, plan), picture, 1, new AbortController().signal);
    const [slot] = stage.slots;
    new Painter(stage, 0).paint(0, slot!);
    const bytes = new Uint8Array(stage.memory.buffer);
    const { plate } = stage.prints[0]!;
    const { x: cx, y: cy, zoom, roll } = cameraAt(plan, 0);
    const [cos, sin] = [Math.cos((roll * Math.PI) / 180) / zoom, Math.sin((roll * Math.PI) / 180) / zoom];
    let squares = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [right, down] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
        const u = cx * plate.width + (right * cos + down * sin) * (plate.width / width) - 0.5;
        const v = cy * plate.height + (down * cos - right * sin) * (plate.height / height) - 0.5;
        const read = (i: number, j: number) => bytes[plate.luma + (j + BORDER) * plate.lumaStride + i + BORDER]!;
        squares += (bytes[slot!.y + y * slot!.lumaStride + x]! - bicubic(read, u, v)) ** 2;
      }
    }
    const psnr = 10 * Math.log10((255 ** 2 * width * height) / squares);
    assert.ok(psnr >= 45, `${psnr.toFixed(1)} dB`);
  });
}

/** Keys' cubic convolution with a = −0.5, as its paper has it (Keys 1981, equation 15). */
function bicubic(read: (x: number, y: number) => number, x: number, y: number): number {
  const weight = (distance: number) => {
    const s = Math.abs(distance);
    if (s < 1) return 1.5 * s ** 3 - 2.5 * s ** 2 + 1;
    return s < 2 ? -0.5 * s ** 3 + 2.5 * s ** 2 - 4 * s + 2 : 0;
  };
  let sum = 0;
  for (let j = Math.floor(y) - 1; j <= Math.floor(y) + 2; j++) {
    for (let i = Math.floor(x) - 1; i <= Math.floor(x) + 2; i++) sum += read(i, j) * weight(x - i) * weight(y - j);
  }
  return Math.min(255, Math.max(0, sum));
}

/** A picture of edges, fine stripes and noise, larger than the frame. */
function texture(width: number, height: number): { width: number; height: number; rgb: Uint8Array } {
  const [w, h] = [width * 2, height * 2];
  let state = 1;
  const rgb = new Uint8Array(w * h * 3).map((_, i) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    const [x, y] = [((i / 3) % w) | 0, (i / 3 / w) | 0];
    return ((x >> 4) + (y >> 4)) % 2 ? 60 + 40 * Math.sin(x / 2) + ((state >> 16) & 31) : 180 + 30 * Math.sin(y / 3);
  });
  return { width: w, height: h, rgb };
}

const still = (width: number, height: number, camera: Camera): Plan =>
  planOf(width, height, [shotOf(1, camera, camera)], { seed: 0 });
