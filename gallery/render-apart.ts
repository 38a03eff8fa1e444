// One render in a process of its own, which is how its CPU time and memory are its own too.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  type FilmRequest,
  type Plan,
  type Rendered,
  type RenderOptions,
  render,
  saveWork,
} from '../packages/animatic/src/index.ts';
import { FLAGS, HEAP } from '../packages/server/src/engines/child.ts';

type Options = Pick<RenderOptions, 'video' | 'thumbnail' | 'preset'>;

/** What a render gave and took: seconds of the wall's clock and of CPU (all threads), and the peak resident set in MB. */
export type Report = { plan: Plan; frames: number; wall: number; cpu: number; memory: number };

type Message = { share: number } | { report: Report };

/** Renders in a forked process, as the server's are. Throws when that fails; its own words are on standard error then. */
export async function renderApart(
  request: FilmRequest,
  options: Options,
  onProgress: (share: number) => void = () => {},
): Promise<Report> {
  const child = fork(import.meta.filename, [JSON.stringify([request, options])], {
    execArgv: [...FLAGS, '--conditions=reelqueue-source'],
    env: { ...process.env, ...HEAP },
  });
  let report: Report | null = null;
  child.on('message', (message: Message) => {
    if ('share' in message) onProgress(message.share);
    else report = message.report;
  });
  const [code] = await once(child, 'exit');
  if (report === null) throw new Error(`the render of ${options.video} ended with ${code}`);
  return report;
}

function reportOf({ plan, frames }: Rendered, began: number): Report {
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS / 1024;
  return { plan, frames, wall: (performance.now() - began) / 1e3, cpu: (user + system) / 1e6, memory };
}

if (process.send && process.argv[1] === import.meta.filename) {
  saveWork();
  const [request, options] = JSON.parse(process.argv[2]!) as [FilmRequest, Options];
  const send = (message: Message, then = () => {}) => process.send!(message, then);
  const began = performance.now();
  const rendered = await render(request, { ...options, onProgress: (_, share) => send({ share }) });
  send({ report: reportOf(rendered, began) }, () => process.exit(0));
}
