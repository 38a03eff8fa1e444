// reelqueue serve: the whole system in one process, until it is told to stop.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { System } from '../serve.ts';
import { VERSION } from '../version.ts';
import { SAMPLE_PHOTO } from './sample.ts';
import { dataDirOption, runSystem, type SettingFlags, settingsOf, shortPath } from './system.ts';

export function addServe(program: Command): void {
  const command = program.command('serve').description('run the whole system: API, queue, worker, database');
  command.option('--host <address>', 'address to listen on').option('--port <number>', 'port; 0 takes any free one');
  dataDirOption(command)
    .addHelpText(
      'after',
      `
Every other setting is an environment variable. Logs go to stderr. Ctrl-C stops it; what was under way goes on with the next
start. SIGTERM lets renders end first, for as long as REELQUEUE_DRAIN.

Examples:
  reelqueue serve
  reelqueue serve --port 0 --data-dir /srv/films
  DATABASE_URL=postgresql://films@db/films REELQUEUE_WORKERS=0 reelqueue serve --host 0.0.0.0`,
    )
    .action(async (flags: SettingFlags) => {
      const config = settingsOf(flags);
      await runSystem(config, { api: true }, (system) => welcome(system, config.REELQUEUE_DATA_DIR));
    });
}

/** What a newcomer needs: the address, the key, and a line to paste. */
function welcome({ url, key }: System, folder: string): string {
  const photo = existsSync(SAMPLE_PHOTO) ? shortPath(SAMPLE_PHOTO) : 'my.png';
  // A data URI is longer than an argument may be, so it goes in by stdin; curl's -d takes the line ends out of it.
  const head = '{"model":"wan2.6-i2v","payload":{"prompt":"slow push in","img_url":"data:image/png;base64,';
  const body = `(printf '${head}'; base64 <'${photo}'; printf '"}}')`;
  const headers = `-H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json'`;
  return `
Reelqueue ${VERSION} runs at ${url}
API key: ${key} (kept in ${shortPath(join(folder, 'admin-key'))})

Make a video:
${body} | curl -sS ${url}/api/v1/ie/requestqueue/apikey/requests ${headers} -d @-

Follow it: npx reelqueue watch REQUEST_ID. Ctrl-C stops Reelqueue.
`;
}
