// The end of a film that has a last picture: a stage of its own, which is dissolved to.
import type { Relation } from '../look/flow.ts';
import type { Look } from '../look/look.ts';
import { REST } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';
import type { Pixels } from './plate.ts';
import { buildStage, type Stage } from './stage.ts';

/** How small the last picture comes: the push through goes on in it. */
const FROM = 0.88;

/**
 * The stage with another that the film ends on, through their relation when the plan has one picture become the other.
 * Throws the signal's reason when it aborts.
 */
export async function withEnding(
  stage: Stage,
  look: Look,
  picture: Pixels,
  relation: Relation | null,
  signal: AbortSignal,
): Promise<Stage> {
  const { plan } = stage;
  const last = endingOf(plan);
  const ending = await buildStage(last, look, picture, stage.desks.length, signal);
  if (relation === null) return { ...stage, ending };
  const begins = plan.frames - last.frames;
  return {
    ...stage,
    part: { relation, film: plan, begins: 0, leaves: true },
    ending: { ...ending, part: { relation, film: plan, begins, leaves: false } },
  };
}

/** The plan of the last picture: it comes up out of the push through and is at rest, whole, in the last frame. */
function endingOf(plan: Plan): Plan {
  const { ending, pulse, way } = plan.joints!;
  const frames = ending + 1;
  const begin = plan.frames - frames;
  return {
    ...plan,
    frames,
    shots: [
      {
        frames,
        location: 0,
        camera: [
          { at: 0, ...REST, zoom: FROM },
          { at: 1, ...REST },
        ],
        ease: 'out',
        handheld: 0,
        life: { wind: 0, water: 0, clouds: 0 },
        dissolve: 0,
        way: 'dissolve',
        name: 'the last picture comes forward',
      },
    ],
    locations: [
      { name: null, air: null, surf: null, falling: null, grade: null, focus: null, daylight: null, becomes: null },
    ],
    grain: 0,
    fade_in: null,
    fade_out: null,
    staging: null,
    watermark: false,
    sound: null,
    joints: {
      momentum: null,
      loose: frames / plan.fps,
      ending: 0,
      way,
      pulse: pulse && { push: pulse.push.slice(begin), loud: pulse.loud.slice(begin) },
    },
  };
}
