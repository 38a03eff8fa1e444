// The kinds of film that workflows make, and what of ours the models behind them can do.
import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { ConfigError } from '../../config.ts';
import { readWorkflow, type Slot, type Workflow } from './workflow.ts';

/** What a model that a workflow runs can do. Sides are multiples of `multiple`, frames come as 4n + 1. */
type Ability = {
  fps: number;
  /** Pixels of a frame at most; what is asked larger is scaled up afterwards. */
  pixels: number;
  multiple: number;
  /** Seconds at most: beyond what it was trained for a model repeats or dissolves. */
  longest: number;
};

/** Wan 2.2 with 14 billion parameters, and with 5. */
const LARGE: Ability = { fps: 16, pixels: 1280 * 720, multiple: 16, longest: 5 };
const SMALL: Ability = { fps: 24, pixels: 1280 * 704, multiple: 32, longest: 5 };

/** The workflows that come with Reelqueue, in its folder `workflows`. */
const TEMPLATES = {
  'wan2.2-i2v': LARGE,
  'wan2.2-flf2v': LARGE,
  'wan2.2-s2v': LARGE,
  'wan2.2-5b-i2v': SMALL,
  'wan2.2-5b-t2v': SMALL,
  still: { ...LARGE, longest: 15 },
} as const satisfies Record<string, Ability>;

type Template = keyof typeof TEMPLATES;

/** The kinds: the template that makes one where nothing else is said, and the slots that its workflow must have. */
const KINDS = {
  image: { template: 'wan2.2-i2v', needs: ['first_frame'], means: 'A film from a picture.' },
  last_frame: {
    template: 'wan2.2-flf2v',
    needs: ['first_frame', 'last_frame'],
    means: 'A film from a picture to another.',
  },
  audio: { template: 'wan2.2-s2v', needs: ['first_frame', 'audio'], means: 'A film from a picture, moved by a sound.' },
  text: { template: 'wan2.2-5b-t2v', needs: ['prompt'], means: 'A film from words alone.' },
} as const satisfies Record<string, { template: Template; needs: readonly Slot[]; means: string }>;

export type Kind = keyof typeof KINDS;

const TEMPLATE = Type.Enum(Object.keys(TEMPLATES) as Template[], {
  description: 'A workflow that comes with Reelqueue.',
});

const kindSchema = (means: string) =>
  Type.Optional(
    Type.Object(
      {
        template: Type.Optional(TEMPLATE),
        file: Type.Optional(
          Type.String({ description: 'Path of a workflow of your own, exported for the API; in place of a template.' }),
        ),
        fps: Type.Optional(Type.Integer({ description: 'Frames a second that it makes.', minimum: 1, maximum: 60 })),
        pixels: Type.Optional(
          Type.Integer({
            description: 'Pixels of a frame at most; the film is scaled to what was asked.',
            minimum: 4096,
          }),
        ),
        multiple: Type.Optional(
          Type.Integer({ description: 'Sides are multiples of this.', minimum: 2, maximum: 256, multipleOf: 2 }),
        ),
        longest: Type.Optional(Type.Integer({ description: 'Seconds of a film at most.', minimum: 1, maximum: 60 })),
        off: Type.Optional(Type.Boolean({ description: 'true: such films are left to other engines.' })),
      },
      { description: means, additionalProperties: false },
    ),
  );

/** The setting `workflows`. */
export const WORKFLOWS = Type.Object(
  {
    image: kindSchema(KINDS.image.means),
    last_frame: kindSchema(KINDS.last_frame.means),
    audio: kindSchema(KINDS.audio.means),
    text: kindSchema(KINDS.text.means),
  },
  { description: 'Which workflow makes which kind of film.', additionalProperties: false },
);

export type Skill = Ability & { workflow: Workflow };

/** What each kind is made with; null where it is off. Throws `ConfigError` where a file can not be used. */
export function skillsOf(engine: string, settings: Static<typeof WORKFLOWS>): Record<Kind, Skill | null> {
  const skill = (kind: Kind): Skill | null => {
    const { template = KINDS[kind].template, file, off = false, ...said } = settings[kind] ?? {};
    if (off) return null;
    const workflow = load(`engines.${engine}.workflows.${kind}`, template, file);
    const missing = KINDS[kind].needs.filter((slot) => !workflow.slots.has(slot));
    if (missing.length > 0) {
      const wanted = missing.map((slot) => `@${slot}`).join(' and ');
      throw new ConfigError([
        `engines.${engine}.workflows.${kind}: no node of ${workflow.name} has ${wanted} in its title`,
      ]);
    }
    return { ...TEMPLATES[template], ...said, workflow };
  };
  return { image: skill('image'), last_frame: skill('last_frame'), audio: skill('audio'), text: skill('text') };
}

function load(at: string, template: Template, file: string | undefined): Workflow {
  const path = file ?? new URL(`../../../workflows/${template}.json`, import.meta.url);
  try {
    return readWorkflow(file ?? template, readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${at}: ${code === undefined ? message : `${file} can not be read (${code})`}`]);
  }
}
