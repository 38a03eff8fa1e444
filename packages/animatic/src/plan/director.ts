// The director: makes a plan of what was asked and what is in the picture.
import type { Look } from '../look/look.ts';
import { REST, within } from './camera.ts';
import type { FilmRequest, Plan, SoundPlan } from './plan.ts';

/** The plan of a film: a pure function of the request (its seed included) and the look. Any text plans a film. */
export function makePlan(request: FilmRequest, look: Look): Plan {
  const { width, height, fps, seed } = request;
  const frames = Math.round(request.duration * fps);
  const focus = look.regions[0]!;
  const end = within(
    {
      ...REST,
      x: focus.x + focus.width / 2,
      y: focus.y + focus.height / 2,
      zoom: 1.22,
      truck: 0.03 * look.trust,
      dolly: 0.04 * look.trust,
    },
    width / height,
  );
  return {
    width,
    height,
    fps,
    frames,
    seed,
    shots: [
      {
        frames,
        camera: [
          { at: 0, ...REST },
          { at: 1, ...end },
        ],
        ease: 'in-out',
        handheld: 0,
        life: { wind: 0, water: look.water > 0.1 ? 0.5 : 0, clouds: look.sky > 0.1 ? 0.4 : 0 },
        name: 'slow push-in',
      },
    ],
    grade: null,
    watermark: request.watermark,
    sound: soundOf(request),
    actual_prompt: request.prompt_extend ? `${request.prompt} A slow push-in.`.trim() : null,
    warnings: [],
  };
}

function soundOf(request: FilmRequest): SoundPlan | null {
  if (request.sound === 'silent') return null;
  if (request.sound === 'generated') {
    return { given: null, ambience: [{ kind: 'wind', gain: 0.5 }], music: { mood: 'calm', gain: 0.6 }, accents: [] };
  }
  return { given: request.sound.file };
}
