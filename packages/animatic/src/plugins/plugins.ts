// What a user brings along: models that see more than the look's rules of thumb, and a voice. Each is a choice of whoever runs
// the renderer; whatever goes wrong with one is a warning, and the film is made as without it.
import type { Relation } from '../look/flow.ts';
import type { Look } from '../look/look.ts';
import { type Colours, type Picture, type Plane, views } from '../look/raster.ts';
import type { Plan, PlugInUse } from '../plan/plan.ts';
import { isAnswered, placed, speechIn } from '../plan/speech.ts';
import type { Stereo } from '../sound/stereo.ts';
import type { ModelKind } from './manner.ts';
import { PlugInError } from './plug-in-error.ts';

export type Plugins = {
  /** Paths of ONNX models; beside each a `.json` of the same name may say how it wants its pictures. */
  depth?: string;
  matting?: string;
  flow?: string;
  /** A command and its arguments: it is given a text on standard input and prints a WAV or MP3. */
  voice?: readonly string[];
};

type Frame = { width: number; height: number };

/** Pixels of the longer side of what a model is shown at most. */
const SHOWN = 1024;

/** What is done in place of a plug-in. */
const INSTEAD = {
  depth: 'Depth is guessed as without it.',
  matting: 'The subject is cut out as without it.',
  flow: 'The pictures are compared as without it.',
};

/** The plug-ins of one film: what they did for it, and what went wrong. What asks one is loaded where there is one. */
export class PlugIns {
  readonly #given: Plugins;
  readonly #signal: AbortSignal;
  readonly #used = new Map<string, PlugInUse>();
  readonly #warnings = new Set<string>();

  constructor(given: Plugins, signal: AbortSignal) {
    this.#given = given;
    this.#signal = signal;
  }

  /** The look with what models see in place of what was guessed. */
  async look(guessed: Look, picture: Picture, frame: Frame): Promise<Look> {
    if (this.#given.depth === undefined && this.#given.matting === undefined) return guessed;
    const { withDepth, withMatte } = await import('./seeing.ts');
    const view = viewOf(picture, frame);
    const deep = await this.#ask('depth', [view], [[0]], ([[plane]]) => withDepth(guessed, plane!, view));
    const look = deep ?? guessed;
    return (await this.#ask('matting', [view], [[0]], ([[plane]]) => withMatte(look, plane!))) ?? look;
  }

  /** How two pictures are related, as `relationOf`. */
  async relation(from: Picture, to: Picture, frame: Frame): Promise<Relation | null> {
    const { relationOf } = await import('../look/flow.ts');
    if (this.#given.flow === undefined) return relationOf(from, to, frame);
    const pictures = [from, to].map((picture) => viewOf(picture, frame));
    const runs = [
      [0, 1],
      [1, 0],
    ];
    const ways = await this.#ask('flow', pictures, runs, ([there, back]) => ({
      there: inShares(there!),
      back: inShares(back!),
    }));
    return relationOf(from, to, frame, ways);
  }

  /**
   * The plan with what of a prompt is said in it, and the sounds of that, in order. Nothing is said where the film has no
   * sound of its own making, or others speak in it. `before`: seconds of the film before the plan's first frame.
   */
  async speak(prompt: string, plan: Plan, before: number): Promise<{ plan: Plan; said: Stereo[] }> {
    const { voice } = this.#given;
    if (voice === undefined || plan.sound?.given !== null || plan.staging !== null) return { plan, said: [] };
    const { say } = await import('./voice.ts');
    const spoken: { text: string; sound: Stereo; lasts: number; sha256: string }[] = [];
    let talk = 0;
    for (const text of speechIn(prompt)) {
      if (talk > plan.frames / plan.fps) break; // there is no time for it
      try {
        spoken.push({ text, ...(await say(voice, text, this.#signal)) });
        talk += spoken.at(-1)!.lasts;
      } catch (error) {
        this.#failed(error, `The voice did not say "${text.slice(0, 60)}"`);
      }
    }
    if (spoken.length === 0) return { plan, said: [] };
    const { lines, warnings } = placed(spoken, plan, before);
    const said = spoken.slice(0, lines.length);
    const heard = said.map(({ text }) => text);
    for (const { sha256 } of said) this.#used.set(sha256, { kind: 'voice', sha256, runtime: null });
    const left = plan.warnings.filter((sentence) => !isAnswered(sentence, heard));
    return {
      plan: { ...plan, speech: lines, warnings: [...left, ...warnings] },
      said: said.map(({ sound }) => sound),
    };
  }

  /** The plan with the plug-ins that had a part in it, and what went wrong with them. */
  told(plan: Plan): Plan {
    return { ...plan, plugins: [...this.#used.values()], warnings: [...plan.warnings, ...this.#warnings] };
  }

  /** What is made of a model's answers; null where there is no such model, or it is of no use. */
  async #ask<T>(
    kind: ModelKind,
    pictures: Colours[],
    runs: number[][],
    use: (answers: Plane[][]) => T,
  ): Promise<T | null> {
    const file = this.#given[kind];
    if (file === undefined) return null;
    const { askModel } = await import('./model.ts');
    try {
      const { answers, sha256, runtime } = await askModel({ kind, file, pictures, runs }, this.#signal);
      const made = use(answers);
      this.#used.set(kind, { kind, sha256, runtime });
      return made;
    } catch (error) {
      this.#failed(error, `The ${kind} model was not used`, ` ${INSTEAD[kind]}`);
      return null;
    }
  }

  /** Throws what is no plug-in's fault. */
  #failed(error: unknown, what: string, instead = ''): void {
    this.#signal.throwIfAborted();
    if (!(error instanceof PlugInError)) throw error;
    this.#warnings.add(`${what}: ${error.message}.${instead}`);
  }
}

/** The picture as the frame shows it, in floats, for a model to look at. */
export function viewOf(picture: Picture, { width, height }: Frame): Colours {
  const scale = SHOWN / Math.max(width, height);
  return views(picture, Math.round(width * scale), Math.round(height * scale)).coarse;
}

/** A displacement in samples of its own planes, in shares of their sides. */
function inShares([x, y]: Plane[]): [Plane, Plane] {
  const share = (plane: Plane, side: number): Plane => ({ ...plane, values: plane.values.map((way) => way / side) });
  return [share(x!, x!.width), share(y!, y!.height)];
}
