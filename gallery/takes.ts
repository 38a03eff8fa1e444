// Takes: short clips that look as if a camera had taken them, made of photos of the repository cut out and moved before
// painted places, with grain and with a sound of their own.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { Film } from '../packages/animatic/src/film/film.ts';
import { imagine } from '../packages/animatic/src/imagine/imagine.ts';
import { SAMPLE_RATE } from '../packages/animatic/src/sound/stereo.ts';

const PHOTOS = fileURLToPath(new URL('../examples/photos/', import.meta.url));
const [WIDTH, HEIGHT] = [1280, 720];

/** Room around the frame for a camera that moves, in pixels. */
const ROOM = 80;

/** Where a cut-out stands at a time (seconds): pixels of its middle and its foot in the frame, its size and its lean. */
type Stand = { x: number; foot: number; scale: number; lean?: number };

/** A take: what is before what, and how both move. `camera`: pixels that the view is aside. Light: 1 is as painted. */
type Take = {
  fps: number;
  seconds: number;
  place: string;
  /** Pixels by which the place is out of focus. */
  blur: number;
  actor: ((t: number) => Promise<Buffer>) | null;
  stands(t: number): Stand;
  camera?(t: number): { x: number; y: number };
  light?(t: number): number;
  sound(t: number): number;
};

/** An outline in shares of a photo: all within it is kept. */
const OUTLINES = {
  'astronaut.jpg':
    'M.444 .033 .481 .037 .526 .057 .557 .078 .569 .096 .578 .12 .586 .159 .584 .189 .562 .233 .537 .252 .534 .264 .521 .268 .515 .296 .501 .319 .503 .339 .54 .366 .567 .4 .586 .432 .596 .459 .622 .475 .662 .512 .674 .533 .689 .594 .697 .634 .703 .67 .716 .683 .76 .673 .808 .673 .858 .688 .895 .712 .935 .757 .96 .81 .972 .86 .978 .895 1 .905 1 1 .052 1 .05 .938 .046 .843 .039 .8 .045 .743 .06 .688 .071 .655 .08 .597 .09 .546 .126 .486 .148 .466 .178 .444 .206 .419 .228 .403 .235 .37 .247 .342 .27 .317 .3 .302 .33 .294 .359 .291 .357 .259 .346 .239 .313 .21 .307 .198 .305 .157 .303 .126 .32 .103 .346 .083 .369 .071 .381 .058 .411 .044 Z',
  'coffee.png':
    'M.128 .52 C.13 .36 .2 .25 .29 .19 L.292 .16 C.31 .07 .4 .04 .49 .045 .6 .05 .66 .1 .678 .18 L.7 .165 .705 .2 .69 .255 C.76 .32 .797 .42 .797 .53 .79 .8 .62 .965 .46 .965 .27 .955 .13 .74 .128 .52 Z',
} as const;

/** A photo's subject as PNG with transparency, enlarged by that. */
async function cutOut(name: keyof typeof OUTLINES, scale: number): Promise<Buffer> {
  const photo = sharp(join(PHOTOS, name));
  const { width, height } = await photo.metadata();
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 1 1" preserveAspectRatio="none"><path d="${OUTLINES[name]}" fill="#fff"/></svg>`;
  const mask = await sharp(Buffer.from(svg)).extractChannel(3).blur(1.1).toColourspace('b-w').raw().toBuffer();
  const rgb = await photo.resize(w, h, { kernel: 'cubic' }).removeAlpha().raw().toBuffer();
  return sharp(rgb, { raw: { width: w, height: h, channels: 3 } })
    .joinChannel(mask, { raw: { width: w, height: h, channels: 1 } })
    .png()
    .toBuffer();
}

/** A drawn person in mid-step, 300 × 640, whose feet stand on the lower edge. */
function walker(t: number): Promise<Buffer> {
  const swing = Math.sin(2 * Math.PI * 0.9 * t);
  const leg = (angle: number, colour: string) =>
    `<g transform="rotate(${angle} 150 380)"><path d="M132 370 h36 l-6 235 h-26 Z" fill="${colour}"/><path d="M134 600 h32 q14 2 20 16 q2 10 -6 12 h-46 Z" fill="#2a1d16"/></g>`;
  const arm = (angle: number, colour: string) =>
    `<g transform="rotate(${angle} 150 190)"><path d="M134 185 h30 l-4 160 h-20 Z" fill="${colour}"/><circle cx="150" cy="352" r="15" fill="#c58c6a"/></g>`;
  const lift = -6 * Math.abs(Math.cos(2 * Math.PI * 0.9 * t));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="640"><defs><linearGradient id="c" x1="0" x2="1"><stop offset="0" stop-color="#6d1f2a"/><stop offset=".6" stop-color="#b63a45"/><stop offset="1" stop-color="#7a2530"/></linearGradient></defs>
<g transform="translate(0 ${4 + lift})">${arm(24 * swing, '#6d1f2a')}${leg(-22 * swing, '#1d2733')}${leg(22 * swing, '#2b3a4b')}
<path d="M100 170 q50 -26 100 0 l10 230 q-60 22 -120 0 Z" fill="url(#c)"/><rect x="134" y="128" width="34" height="36" fill="#b57d5d"/>
<ellipse cx="152" cy="92" rx="40" ry="50" fill="#d19a77"/><path d="M110 92 q-4 -58 44 -58 q46 2 40 50 q-20 -26 -56 -22 q-14 4 -14 34 Z" fill="#3b2a20"/>
${arm(-24 * swing, '#b63a45')}</g></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Something like a voice: pulses at a pitch, in syllables. */
const voice = (pitch: number) => (t: number) => {
  const syllable =
    Math.max(0, Math.sin(2 * Math.PI * 2.6 * t)) ** 0.6 * (Math.sin(2 * Math.PI * 0.31 * t) > -0.8 ? 1 : 0);
  const glide = pitch * (1 + 0.06 * Math.sin(2 * Math.PI * 0.7 * t));
  const formants = [1, 2, 3, 4, 5, 6].map(
    (k) => Math.sin(2 * Math.PI * k * glide * t) / (1 + ((k * pitch - 650) / 400) ** 2),
  );
  return 0.12 * syllable * formants.reduce((sum, value) => sum + value, 0);
};

/** Even noise of −1 to 1 by a whole number. */
function chance(number: number): number {
  const mixed = Math.imul(number + 1, 0x9e3779b1);
  const again = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return ((again ^ (again >>> 13)) >>> 0) / 2 ** 31 - 1;
}

const steps = (t: number) =>
  0.35 * Math.exp(-28 * (t % 0.55)) * Math.sin(2 * Math.PI * 95 * (t % 0.55)) +
  0.006 * chance(Math.round(t * SAMPLE_RATE));
const scrape = (t: number) =>
  0.05 * chance(Math.round(t * 12_000)) * (0.6 + 0.4 * Math.sin(9 * t)) + 0.03 * Math.sin(2 * Math.PI * 740 * t);
const hum = (t: number) => 0.03 * Math.sin(2 * Math.PI * 110 * t) + 0.03 * chance(Math.round(t * 9000));

const astronaut = cutOut('astronaut.jpg', 1.3);
const cup = cutOut('coffee.png', 0.85);
const hand = (t: number) => ({ x: 14 * Math.sin(3.1 * t) + 5 * Math.sin(7.3 * t), y: 9 * Math.sin(2.6 * t + 1) });

export const TAKES = {
  /** A head and shoulders that speak before a tripod. */
  speaker: {
    ...{ fps: 25, seconds: 5, place: 'a living room with a window by day', blur: 7, sound: voice(190) },
    actor: () => astronaut,
    stands: (t: number) => ({
      x: 640 + 26 * Math.sin(1.7 * t),
      foot: 722 + 7 * Math.sin(4.1 * t),
      scale: 0.98,
      lean: 1.6 * Math.sin(2.3 * t),
    }),
  },
  /** The same, in the hand. */
  interview: {
    ...{ fps: 30, seconds: 4, place: 'a grey sky over the sea', blur: 12, sound: voice(150), camera: hand },
    actor: () => astronaut,
    stands: (t: number) => ({ x: 600 + 18 * Math.sin(1.3 * t), foot: 726 + 5 * Math.sin(3.3 * t), scale: 1 }),
  },
  /** Somebody crosses a meadow, seen as a whole by a tripod. */
  walker: {
    ...{ fps: 30, seconds: 4, place: 'a wide green meadow under a blue sky by day', blur: 1, sound: steps },
    actor: walker,
    stands: (t: number) => ({ x: 240 + 200 * t, foot: 660, scale: 0.72 }),
  },
  /** A cup that slides along a table. */
  cup: {
    ...{ fps: 24, seconds: 4, place: 'sand dunes in a desert by day', blur: 9, sound: scrape },
    actor: () => cup,
    stands: (t: number) => ({ x: 340 + 600 * (0.5 - 0.5 * Math.cos(0.8 * t)), foot: 640, scale: 1 }),
  },
  /** A pan along a shore that grows darker. */
  shore: {
    ...{ fps: 24, seconds: 3, place: 'a rocky coast by day, waves', blur: 0, sound: hum, actor: null },
    stands: () => ({ x: 0, foot: 0, scale: 1 }),
    camera: (t: number) => ({ x: -70 + 50 * t, y: 0 }),
    light: (t: number) => 1.05 - 0.08 * t,
  },
} satisfies Record<string, Take>;

/** Writes a take as an MP4. */
export async function writeTake(path: string, name: keyof typeof TAKES): Promise<void> {
  const take: Take = TAKES[name];
  const size = { width: WIDTH + 2 * ROOM, height: HEIGHT + 2 * ROOM };
  const { picture } = imagine({ ...size, prompt: take.place, negative_prompt: '', seed: 3 });
  const painted = sharp(picture.rgb, { raw: { ...size, channels: 3 } });
  const place = await (take.blur > 0 ? painted.blur(take.blur) : painted).raw().toBuffer();
  const memory = new Uint8Array(WIDTH * HEIGHT * 1.5);
  const luma = WIDTH * HEIGHT;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: WIDTH, chromaStride: WIDTH / 2 };
  const samples = Float32Array.from({ length: take.seconds * SAMPLE_RATE }, (_, i) => take.sound(i / SAMPLE_RATE));
  const format = { width: WIDTH, height: HEIGHT, fps: take.fps, preset: 'veryfast' };
  await using film = await Film.create(path, format, async () => ({ left: samples, right: samples }));
  for (let frame = 0; frame < take.seconds * take.fps; frame++) {
    const t = frame / take.fps;
    const { x, y } = take.camera?.(t) ?? { x: 0, y: 0 };
    const background = sharp(place, { raw: { ...size, channels: 3 } }).extract({
      ...{ left: Math.round(ROOM + x), top: Math.round(ROOM + y), width: WIDTH, height: HEIGHT },
    });
    const shown = take.actor ? await before(background, await take.actor(t), take.stands(t), { x, y }) : background;
    expose(memory, await shown.removeAlpha().raw().toBuffer(), take.light?.(t) ?? 1, frame);
    await film.add(slot, memory);
  }
  await film.finish(() => {});
}

async function before(
  background: Sharp,
  actor: Buffer,
  stand: Stand,
  camera: { x: number; y: number },
): Promise<Sharp> {
  const { width } = await sharp(actor).metadata();
  const clear = { background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const turned = sharp(
    await sharp(actor)
      .resize(Math.round(width * stand.scale))
      .png()
      .toBuffer(),
  ).affine(leaning(stand.lean ?? 0), clear);
  const { data, info } = await turned.png().toBuffer({ resolveWithObject: true });
  // What is nearer goes farther when the camera does.
  const left = Math.round(stand.x - 1.15 * camera.x - info.width / 2);
  const top = Math.round(stand.foot - 1.1 * camera.y - info.height);
  const within = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const seen = {
    width: Math.min(info.width - within.left, WIDTH - Math.max(0, left)),
    height: Math.min(info.height - within.top, HEIGHT - Math.max(0, top)),
  };
  if (seen.width <= 0 || seen.height <= 0) return background;
  const input = await sharp(data)
    .extract({ ...within, ...seen })
    .png()
    .toBuffer();
  const flat = await background
    .composite([{ input, left: Math.max(0, left), top: Math.max(0, top) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return sharp(flat, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

function leaning(degrees: number): [[number, number], [number, number]] {
  const slope = Math.tan((degrees * Math.PI) / 180);
  return [
    [1, slope],
    [0, 1],
  ];
}

/** A frame as a sensor gives it: R G B made limited-range BT.709 with grain, another in each frame. */
function expose(memory: Uint8Array, rgb: Buffer, light: number, frame: number): void {
  const luma = WIDTH * HEIGHT;
  for (let y = 0, i = 0, at = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i++, at += 3) {
      const [r, g, b] = [light * rgb[at]!, light * rgb[at + 1]!, light * rgb[at + 2]!];
      const grain = 2.2 * chance(i + frame * 7919);
      memory[i] = Math.min(235, Math.max(16, 16.5 + 0.1826 * r + 0.6142 * g + 0.062 * b + grain));
      if (((x | y) & 1) !== 0) continue;
      const chroma = (y >> 1) * (WIDTH >> 1) + (x >> 1);
      memory[luma + chroma] = 128.5 - 0.1006 * r - 0.3386 * g + 0.4392 * b;
      memory[luma * 1.25 + chroma] = 128.5 + 0.4392 * r - 0.3989 * g - 0.0403 * b;
    }
  }
}
