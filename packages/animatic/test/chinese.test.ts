// Prompts in Chinese: read in English where their words are known, and named as they stand where they are not.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sceneOf } from '../src/imagine/scene.ts';
import { render } from '../src/index.ts';
import { inEnglish } from '../src/plan/lexicon/chinese.ts';

const folder = await mkdtemp(join(tmpdir(), 'chinese-'));
after(() => rm(folder, { recursive: true }));

const filmed = async (prompt: string, negative_prompt = '') => {
  const asked = { prompt, negative_prompt, width: 128, height: 72, duration: 1, fps: 8 };
  return (await render(asked, { video: join(folder, 'film.mp4'), preset: 'ultrafast' })).plan;
};

test('a Chinese prompt gives its place, hour, weather and camera move, and an English script', async () => {
  const { actual_prompt, warnings } = await filmed('夜晚的城市天际线，下雨，镜头缓慢推进');
  assert.deepEqual(warnings, []);
  assert.match(actual_prompt!, /^night city skyline, rain, camera slowly pushes in\./);
  assert.match(actual_prompt!, /the camera slowly pushes in .* rain falls/);
  assert.doesNotMatch(actual_prompt!, /\p{Script=Han}/u);
});

test('places, hours and weather are read out of phrases that are written together', () => {
  for (const [prompt, name] of [
    ['沙漠之夜，满天繁星，一轮明月', /^a desert at night/],
    ['江南水乡清晨，薄雾，小桥流水', /^a river before mountains in mist in the morning/],
    ['黄山云海日出，松树，镜头缓缓推进', /^water before mountains in mist at sunrise/],
    ['大雪纷飞的东京街头，夜晚，霓虹灯', /^a street in the snow at night/],
    ['海边沙滩，夕阳西下', /^a coast at sunset/],
  ] as const) {
    assert.match(sceneOf({ prompt: inEnglish(prompt), negative_prompt: '', seed: 1 }).name!, name, prompt);
  }
});

test('Chinese words that nobody knows are named as they stand, and parts of them are not taken for words', async () => {
  const { warnings, actual_prompt } = await filmed('她说“下雨”，雨伞，森林，镜头向左平移', '雪花');
  assert.match(warnings.join(), /Not in the picture: .*"雨伞"/);
  assert.match(actual_prompt!, /forest/);
  assert.doesNotMatch(actual_prompt!, /rain/);
  // What is quoted is spoken, and stays as it was written.
  assert.match(warnings.join(), /"下雨" is in quotation marks/);
});
