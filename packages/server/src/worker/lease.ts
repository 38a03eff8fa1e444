// A hold on a claim: heartbeats it, carries progress to its row, and aborts once it is no longer ours.
import { Stop } from '../engines/engine.ts';
import type { Log } from '../log.ts';
import { isCancelled, type Pulse, renew } from '../store/attempts.ts';
import type { Claim } from '../store/claims.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import type { Signals } from '../store/signals.ts';

/** Seconds a claim outlives its worker's last heartbeat. */
export const LEASE = 20;
/** Seconds between heartbeats when there is nothing else to say. */
const HEARTBEAT = 5;
/** Progress is written at most this often. */
const PROGRESS_MS = 500;

export type Lease = {
  /** Aborts with a `Stop` when the request was cancelled or taken over. */
  readonly lost: AbortSignal;
  /** `share`: of the phases from planning to encoding, 0 to 1; null keeps what is known. */
  report(phase: Pulse['phase'], share: number | null): void;
  /** Asks at once whether the claim is still ours, and lets `lost` abort when it is not. */
  confirm(): Promise<void>;
  /** Ends the heartbeat; resolves when the last one under way has ended. */
  end(): Promise<void>;
};

/** Seconds left by the pace so far; null before there is a pace. */
function remaining(share: number, elapsed: number): number | null {
  return share < 0.05 ? null : Math.ceil((elapsed * (1 - share)) / share);
}

export function holdLease(database: Database, signals: Signals, claim: Claim, log: Log): Lease {
  const lost = new AbortController();
  const pulse: Pulse = { phase: 'fetching', progress: 0, seconds_left: null };
  let waiting = false;
  let renderingSince: number | null = null;
  let beating: Promise<void> = Promise.resolve();
  let lastBeat = performance.now();
  let dirty = false;

  const beat = async (): Promise<void> => {
    waiting = false;
    const news = dirty;
    dirty = false;
    lastBeat = performance.now();
    try {
      if (!(await renew(database, claim, LEASE, pulse))) {
        lost.abort(new Stop((await isCancelled(database, claim.request_id)) ? 'cancelled' : 'left'));
      }
      if (news && !lost.signal.aborted) signals.announce(`changed ${claim.request_id}`);
    } catch (error) {
      // While the database is away nobody can take the claim over; the next beat finds out.
      if (!(error instanceof DatabaseAway)) lost.abort(error);
      else log.warn({ request_id: claim.request_id, err: error }, 'a heartbeat was not heard');
    }
  };
  /** After the one under way, which may have looked before the news came; one that waits already will see it. */
  const beatSoon = (): void => {
    if (!waiting) beating = beating.then(beat);
    waiting = true;
  };
  const timer = setInterval(() => {
    if (dirty || performance.now() - lastBeat >= HEARTBEAT * 1000) beatSoon();
  }, PROGRESS_MS);
  const onCancelled = (request_id: string): void => {
    if (request_id === claim.request_id) beatSoon();
  };
  signals.on('cancelled', onCancelled);
  signals.on('listening', beatSoon);

  return {
    lost: lost.signal,
    report(phase, share) {
      if (phase !== pulse.phase) dirty = true;
      pulse.phase = phase;
      if (share === null) return;
      renderingSince ??= performance.now();
      const elapsed = (performance.now() - renderingSince) / 1000;
      dirty ||= share !== pulse.progress;
      // Progress never goes back, whatever an engine says.
      pulse.progress = Math.max(pulse.progress, Math.min(share, 0.99));
      pulse.seconds_left = remaining(pulse.progress, elapsed);
    },
    confirm() {
      beatSoon();
      return beating;
    },
    async end() {
      clearInterval(timer);
      signals.off('cancelled', onCancelled);
      signals.off('listening', beatSoon);
      await beating;
    },
  };
}
