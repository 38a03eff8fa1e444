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
};

/** A plan as it is at one of its locations. */
export type Located = Plan & Location & { location: number };

/** What a plan is at the location of that number. */
export function located(plan: Plan, location: number): Located {
  return { ...plan, ...plan.locations[location]!, location };
}
