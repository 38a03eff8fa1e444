// What an examination finds: one sentence for each thing that was looked at, and how to mend it.

/** `remedy`: what to do; null when all is well. */
export type Finding = { check: string; state: 'ok' | 'warning' | 'error'; says: string; remedy: string | null };

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says, remedy: null });

/** It runs, but not for long, not well, or not as was meant. */
export const warning = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  says,
  remedy,
});

/** It does not run like this. */
export const error = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'error',
  says,
  remedy,
});

/** Why something failed, in a few words. */
export function reason(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  // Of several addresses that were tried, each has its own.
  if (failure instanceof AggregateError) return reason(failure.errors[0]);
  return failure.cause instanceof Error ? reason(failure.cause) : failure.message.split('\n')[0];
}
