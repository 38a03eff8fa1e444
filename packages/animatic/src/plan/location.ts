// Where a film's shots are filmed: all of them at one place, or, where words alone name several, each at its own.
import type { Air, Daylight, FallingWater, Focus, Grade, Plan, Surf } from './plan.ts';

/** Where shots are filmed: a picture, what is in its air and what its light does. */
export type Location = {
  /** What it shows, in a few words: "a forest at dawn"; null where the film is made of what was given. */
  name: string | null;
  /** null when the air is clear. */
  air: Air | null;
  /** null where no waves break. */
  surf: Surf | null;
  /** null where no water falls. */
  falling: FallingWater | null;
  grade: Grade | null;
  /** null for the picture's own. */
  focus: Focus | null;
  /** null while the light stays. */
  daylight: Daylight | null;
  /** The same place in another light, which it becomes between two frames of the film; null while it stays what it is. */
  becomes: { location: number; from: number; to: number } | null;
};

/** A plan as it is at one of its locations. */
export type Located = Plan & Location & { location: number };

/** What a plan is at the location of that number. */
export function located(plan: Plan, location: number): Located {
  return { ...plan, ...plan.locations[location]!, location };
}

/**
 * What is seen at a frame of a place that shots are filmed at: the number of a location, and that of the one which it becomes,
 * with the share of it, 0 to 1, that is seen already.
 */
export function seenAt(
  { locations }: Plan,
  location: number,
  frame: number,
): { here: number; next: number; share: number } {
  for (let here = location; ; ) {
    const { becomes } = locations[here]!;
    if (becomes === null || frame <= becomes.from) return { here, next: here, share: 0 };
    const gone = (frame - becomes.from) / (becomes.to - becomes.from);
    if (gone < 1) return { here, next: becomes.location, share: gone * gone * (3 - 2 * gone) };
    here = becomes.location;
  }
}
