// What a film takes before its first frame: the modules that it loads are a sixth of what a short one costs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { made } from './made/folder.ts';

const SOURCES = new URL('../src/', import.meta.url).href;
const PHOTO = fileURLToPath(new URL('../../../examples/photos/coffee.png', import.meta.url));

const SCRIPT = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
const { render } = await import('${SOURCES}index.ts');
await render(JSON.parse(process.argv[1]), { video: process.argv[2], preset: 'ultrafast' });
process.stdout.write(JSON.stringify(loaded));`;

/** Our modules that a film of that request loads, as paths in src/. */
async function loadedFor(request: object): Promise<string[]> {
  const node = ['--conditions=reelqueue-source', '--input-type=module', '-e', SCRIPT];
  const words = [JSON.stringify({ width: 64, height: 36, duration: 0.2, ...request }), await made('loaded.mp4')];
  const { stdout } = await promisify(execFile)(process.execPath, [...node, ...words]);
  const urls: string[] = JSON.parse(stdout);
  return urls.filter((url) => url.startsWith(SOURCES)).map((url) => url.slice(SOURCES.length));
}

test('a film of a picture loads nothing that only films of words, of clips or with plug-ins need', async () => {
  const loaded = await loadedFor({ picture: PHOTO, prompt: 'slow push in, snow falls', watermark: true });
  assert.ok(loaded.includes('look/look.ts') && loaded.includes('sound/ambience/wind.ts'));
  const others =
    /^(imagine\/(?!noise)|film\/(opening|searching|footage|working|conforming)|input\/(video|audio)|plugins\/(?!plug)|sound\/music)/;
  assert.deepEqual(
    loaded.filter((path) => others.test(path)),
    [],
  );
});
