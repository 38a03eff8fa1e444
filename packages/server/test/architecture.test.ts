import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const SOURCES = join(import.meta.dirname, '../src');

/** Who may import whom inside src/. A room is a folder or a file; one that is not listed may import nothing of ours. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  store: ['request.ts'],
  'config.ts': ['setting-values.ts'],
  artifacts: ['folder.ts'],
  postgres: ['folder.ts'],
  engines: ['media', 'request.ts', 'errors.ts', 'config.ts', 'layout.ts', 'log.ts'],
  media: ['errors.ts'],
  intake: ['artifacts', 'media', 'engines', 'store', 'request.ts', 'errors.ts'],
  http: ['artifacts', 'intake', 'store', 'request.ts', 'errors.ts', 'log.ts', 'metrics.ts', 'version.ts'],
  'metrics.ts': ['store', 'version.ts'],
  worker: ['intake', 'media', 'engines', 'artifacts', 'store', 'request.ts', 'errors.ts', 'log.ts'],
  webhooks: ['media', 'store', 'request.ts', 'log.ts'],
  'opening.ts': ['store', 'artifacts', 'postgres', 'config.ts', 'folder.ts', 'layout.ts', 'log.ts'],
  'data-folder.ts': ['store', 'postgres', 'config.ts', 'layout.ts'],
  'serve.ts': [
    ...['http', 'worker', 'webhooks', 'store', 'engines', 'media', 'artifacts', 'postgres', 'opening.ts'],
    ...['config.ts', 'data-folder.ts', 'folder.ts', 'layout.ts', 'log.ts', 'metrics.ts', 'request.ts', 'version.ts'],
  ],
  doctor: ['artifacts', 'engines', 'postgres', 'store', 'config.ts', 'layout.ts', 'version.ts'],
  cli: [
    ...[
      'doctor',
      'engines',
      'opening.ts',
      'serve.ts',
      'store',
      'config.ts',
      'setting-values.ts',
      'layout.ts',
      'log.ts',
      'version.ts',
    ],
  ],
  'index.ts': ['serve.ts', 'config.ts', 'log.ts'],
};

/** What reads the clock, chance or the environment of a process directly; everything else is handed them. */
const AMBIENT = /\bDate\.now\b|\bMath\.random\b|\bprocess\.env\b/;
const MAY_BE_AMBIENT = ['config.ts', 'serve.ts', 'store', 'cli', 'postgres'];

const room = (path: string): string => path.split('/')[0];

const files = globSync('**/*.ts', { cwd: SOURCES }).map((file) => ({
  file,
  text: readFileSync(join(SOURCES, file), 'utf8'),
}));

test('every file imports only what its room may', () => {
  for (const { file, text } of files) {
    for (const [, specifier] of text.matchAll(/from '(\.[^']+)'/g)) {
      const there = room(relative(SOURCES, join(SOURCES, dirname(file), specifier)));
      if (there !== room(file)) assert.ok(MAY_IMPORT[room(file)]?.includes(there), `${file} imports ${there}`);
    }
  }
});

test('every file is one idea: at most 400 lines', () => {
  for (const { file, text } of files) assert.ok(text.split('\n').length <= 400, file);
});

test('clock, chance and settings are handed to every room but a few', () => {
  for (const { file, text } of files)
    if (!MAY_BE_AMBIENT.includes(room(file))) assert.doesNotMatch(text, AMBIENT, file);
});

test('the renderer knows nothing of requests, and models know nothing of anyone', () => {
  for (const name of ['animatic', 'models', 'client']) {
    const manifest = readFileSync(join(import.meta.dirname, '../..', name, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
    const ours = Object.keys(dependencies).filter((dependency) => /^(@reelqueue\/|reelqueue$)/.test(dependency));
    assert.deepEqual(
      ours.filter((dependency) => dependency !== '@reelqueue/models'),
      [],
      name,
    );
  }
});
