// For each parameter of each model the test that fails when the parameter has no effect: [file under packages/, name].
// docs/generate.ts makes a page of it, and fails when a parameter is missing here or a test is not in its file.

type Proof = readonly [file: string, test: string];

const of =
  (file: string) =>
  (test: string): Proof => [file, test];

const i2v = of('server/test/film.test.ts');
const t2v = of('server/test/wan2.6-t2v.test.ts');
const r2v = of('server/test/wan2.6-r2v.test.ts');
const wan27 = of('server/test/wan2.7-i2v.test.ts');
const pixverse = of('server/test/pixverse.test.ts');

const I2V_SEEN = i2v('the same payload and seed give the same pictures; another seed, prompt or photo does not');
const I2V_HEARD = i2v('the soundtrack is made, left out, or given');
const I2V_EXACT = i2v('resolution and duration are exact: 1080P, and 10 s');
const I2V_CUTS = i2v('shot_type multi cuts, single does not, and without prompt_extend it does not count');

const T2V_FIRST = t2v('words alone become 5 s with sound, a bright sky over a lake, and a prompt written out');
const T2V_SWITCHES = t2v('the prompt is seen, what can not be is said, and switches are obeyed');
const T2V_CHANGES = t2v('cuts, a given sound, the negative prompt and another seed change the film');
const T2V_LONG = t2v('ten seconds are exact, and a watermark stands bottom right and nowhere else');

const R2V_SEEN = r2v(
  'clips become 5 s of the size asked for, however they came; each is seen and heard; the seed is told',
);
const R2V_SHOTS = r2v('one shot or several, ten seconds, and a move that the negative prompt takes out');

const WAN27_FIRST = wan27(
  'a first frame alone is a film that begins with it, with a soundtrack and the prompt extended',
);
const WAN27_LAST = wan27('it goes to the last frame, to the sound that drives it, and is marked');
const WAN27_LED = wan27('prompt, negative prompt and seed lead the film another way');

const PIXVERSE_LED = pixverse(
  'the film begins with the picture, and goes where prompt, negative prompt and seed lead it',
);
const PIXVERSE_EXACT = pixverse('duration, aspect ratio and quality are exact');
const PIXVERSE_SWITCHED = pixverse('sound and cuts come when they are switched on');

/** By model and parameter. */
export const PROOFS: Record<string, Record<string, Proof>> = {
  'wan2.6-i2v': {
    prompt: I2V_SEEN,
    img_url: i2v('frame 0 is the photo'),
    audio_url: I2V_HEARD,
    negative_prompt: i2v('the negative prompt takes a move out'),
    resolution: I2V_EXACT,
    duration: I2V_EXACT,
    prompt_extend: I2V_CUTS,
    shot_type: I2V_CUTS,
    audio: I2V_HEARD,
    watermark: i2v('a watermark stands bottom right and nowhere else'),
    seed: I2V_SEEN,
  },
  'wan2.6-t2v': {
    prompt: T2V_SWITCHES,
    audio_url: T2V_CHANGES,
    negative_prompt: T2V_CHANGES,
    size: T2V_FIRST,
    duration: T2V_LONG,
    prompt_extend: T2V_SWITCHES,
    shot_type: T2V_CHANGES,
    audio: T2V_SWITCHES,
    watermark: T2V_LONG,
    seed: T2V_CHANGES,
  },
  'wan2.6-r2v': {
    prompt: R2V_SEEN,
    negative_prompt: R2V_SHOTS,
    reference_video_urls: R2V_SEEN,
    size: R2V_SEEN,
    duration: R2V_SHOTS,
    shot_type: R2V_SHOTS,
    watermark: R2V_SEEN,
    seed: [
      'animatic/test/references.test.ts',
      'the same request gives the same frames on 1, 2 and 4 threads, another seed others',
    ],
  },
  'wan2.7-i2v': {
    prompt: WAN27_LED,
    negative_prompt: WAN27_LED,
    first_frame: WAN27_FIRST,
    last_frame: WAN27_LAST,
    driving_audio: WAN27_LAST,
    first_clip: wan27('a first clip gives the frame its shape, and the film goes on from it to the last frame'),
    resolution: WAN27_FIRST,
    duration: WAN27_FIRST,
    prompt_extend: WAN27_LAST,
    watermark: WAN27_LAST,
    seed: WAN27_LED,
  },
  'pixverse-v5.6-i2v': {
    image_url: PIXVERSE_LED,
    prompt: PIXVERSE_LED,
    negative_prompt: PIXVERSE_LED,
    duration: PIXVERSE_EXACT,
    aspect_ratio: PIXVERSE_EXACT,
    quality: PIXVERSE_EXACT,
    thinking_type: pixverse('the prompt is extended when asked, or by itself when it is short'),
    generate_audio_switch: PIXVERSE_SWITCHED,
    generate_multi_clip_switch: PIXVERSE_SWITCHED,
    seed: PIXVERSE_LED,
  },
};
