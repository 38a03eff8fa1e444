// Loaded into a process before its program (--import), it lets that process's clocks be set: at SIGUSR2 they go off by as many
// hours as the file CHAOS_CLOCK says. What the clock then shows is written beside it, to FILE.seen.
import { readFileSync, writeFileSync } from 'node:fs';

const path = process.env.CHAOS_CLOCK;
const HOUR_MS = 3_600_000;

if (path !== undefined) {
  const Real = Date;
  const elapsed = performance.now.bind(performance);
  let off = 0;
  let ahead = 0;
  const now = (): number => Real.now() + off;
  globalThis.Date = new Proxy(Real, {
    construct: (target, words, made) => Reflect.construct(target, words.length === 0 ? [now()] : words, made),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  // What counts from the start of a process never goes back, but a machine that slept may find that it has jumped ahead.
  performance.now = () => elapsed() + ahead;
  process.on('SIGUSR2', () => {
    off = Math.round(Number(readFileSync(path, 'utf8')) * HOUR_MS); // a clock counts whole milliseconds
    ahead = Math.max(ahead, off);
    writeFileSync(`${path}.seen`, new Date().toISOString());
  });
}
