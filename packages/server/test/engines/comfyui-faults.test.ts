// Random sequences of faults, restarts and crashes on both sides: a film is asked for once, and one that was made is not lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotTaken, Stopped } from '../../src/engines/engine.ts';
import { RequestError } from '../../src/errors.ts';
import { testFolder } from '../system.ts';
import { CALL_FAULTS, RUN_FAULTS, startComfy } from './comfyui-server.ts';
import { film } from './films.ts';
import { attempts, engineAt, pictureIn, requestOf, taking } from './studio.ts';

/** How many, and the first of their seeds. SEQUENCES=1000 SEED=1 npm run faults */
const SEQUENCES = Number(process.env.SEQUENCES ?? 40);
const SEED = Number(process.env.SEED ?? 1);

/** Under load an answer takes its time; what has none is given up soon all the same. */
const PATIENCE = { call: 0.25, poll: 0.003, lost: 0.2, stop: 0.3 };

/** Attempts after which a sequence must have come to an end: every fault comes a few times only. */
const MOST_ATTEMPTS = 60;

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Shared = { mp4: Buffer; folder: string; image: string };
type Counts = Record<
  'success' | 'failed' | 'cancelled' | 'unknown' | 'asked' | 'attempts' | 'crashes' | 'faults',
  number
>;

/** One request through whatever its seed has in store for it. */
async function sequence(seed: number, { mp4, folder, image }: Shared, counts: Counts): Promise<void> {
  const chance = chanceOf(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)];
  let [callFaults, runFaults, restarts] = [
    Math.floor(chance() * 8),
    Math.floor(chance() * 4),
    Math.floor(chance() * 3),
  ];
  let crashes = Math.floor(chance() * 4);
  let calls = 0;
  const twice: string[] = [];
  /** Calls after which something befalls us. */
  let onCallNumber = { number: -1, befalls: (): void => {} };
  const server: Awaited<ReturnType<typeof startComfy>> = await startComfy({
    film: mp4,
    stepMs: 2,
    old: chance() < 0.3,
    silent: chance() < 0.2,
    ignoresCancel: chance() < 0.1,
    onCall() {
      if (++calls === onCallNumber.number) onCallNumber.befalls();
      if (callFaults === 0 || chance() > 0.25) return null;
      callFaults--;
      counts.faults++;
      return pick(CALL_FAULTS);
    },
    // All that was asked for before must be gone by now.
    onAsked() {
      const there = server.asked.filter(({ prompt_id }) => server.has(prompt_id) || server.made().includes(prompt_id));
      if (there.length > 0) twice.push(`asked for film ${server.asked.length + 1} while ${there.length} were there`);
    },
    onRun() {
      if (runFaults === 0 || chance() > 0.6) return null;
      runFaults--;
      counts.faults++;
      const fault = pick(RUN_FAULTS);
      // Only a restart, or a cancel, frees it.
      if (fault === 'stuck') setTimeout(() => server.restart(), 40);
      return fault;
    },
  });
  const request = requestOf('wan2.6-i2v', { resolution: '720P', audio: false }, { img_url: image });
  const engine = engineAt(server.url, taking(mp4), {}, PATIENCE);
  const tries = attempts(folder);
  let end: 'success' | 'failed' | 'cancelled' | 'unknown' | null = null;
  try {
    const cancels = chance() < 0.1;
    for (let number = 1; end === null; number++) {
      assert.ok(number <= MOST_ATTEMPTS, 'it never ends');
      counts.attempts++;
      const attempt = tries.next();
      const befalls = restarts > 0 && chance() < 0.3 ? 'restart' : crashes > 0 && chance() < 0.6 ? 'crash' : null;
      const at = calls + 1 + Math.floor(chance() * 40);
      onCallNumber = {
        number: befalls === null && !cancels ? -1 : at,
        befalls() {
          if (cancels) return attempt.cancel();
          counts.crashes++;
          if (befalls === 'restart') restarts--;
          else crashes--;
          if (befalls === 'restart') server.restart();
          else attempt.die();
        },
      };
      end = await engine.render(request, attempt.context).then(
        () => 'success' as const,
        (error) => {
          if (error instanceof RequestError) return error.code === 'unknown_outcome' ? 'unknown' : 'failed';
          if (error instanceof Stopped) return cancels ? 'cancelled' : null;
          // Not taken, or lost three times: it is tried again.
          return error instanceof NotTaken || error instanceof Error ? null : Promise.reject(error);
        },
      );
      if (end === null) await sleep(2);
    }
  } finally {
    await server[Symbol.asyncDispose]();
  }
  counts[end]++;
  counts.asked += server.asked.length;
  assert.deepEqual(twice, []);
  assert.ok(end !== 'failed' || server.made().length === 0, 'a film was made and lost');
}

test(`${SEQUENCES} sequences of faults ask for no film twice and lose none`, async (context) => {
  const mp4 = await film();
  await using folder = await testFolder();
  const shared = { mp4, folder: folder.path, image: await pictureIn(folder.path) };
  const counts: Counts = {
    success: 0,
    unknown: 0,
    failed: 0,
    cancelled: 0,
    asked: 0,
    attempts: 0,
    crashes: 0,
    faults: 0,
  };
  for (let seed = SEED; seed < SEED + SEQUENCES; seed++) {
    await sequence(seed, shared, counts).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  }
  context.diagnostic(JSON.stringify(counts));
});
