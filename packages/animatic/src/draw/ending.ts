// The end of a film that has a last picture: a stage of its own, which is dissolved to.
import type { Look } from '../look/look.ts';
import { REST } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';
import type { Pixels } from './plate.ts';
import { buildStage, type Stage } from './stage.ts';

/** How small the last picture comes: the push through goes on in it. */
const FROM = 0.88;

/** The stage with another that the film ends on. Throws the signal's reason when it aborts. */
export async function withEnding(stage: Stage, look: Look, picture: Pixels, signal: AbortSignal): Promise<Stage> {
  return { ...stage, ending: await buildStage(endingOf(stage.plan), look, picture, stage.desks.length, signal) };
}

/** The plan of the last picture: it comes up out of the push through and is at rest, whole, in the last frame. */
function endingOf(plan: Plan): Plan {
  const { ending, pulse } = plan.joints!;
  const frames = ending + 1;
  const begin = plan.frames - frames;
  return {
    ...plan,
    frames,
    shots: [
      {
        frames,
        camera: [
          { at: 0, ...REST, zoom: FROM },
          { at: 1, ...REST },
        ],
        ease: 'out',
        handheld: 0,
        life: { wind: 0, water: 0, clouds: 0 },
        name: 'the last picture comes forward',
      },
    ],
    air: null,
    grade: null,
    staging: null,
    watermark: false,
    sound: null,
    joints: {
      momentum: null,
      loose: frames / plan.fps,
      ending: 0,
      pulse: pulse && { push: pulse.push.slice(begin), loud: pulse.loud.slice(begin) },
    },
  };
}
