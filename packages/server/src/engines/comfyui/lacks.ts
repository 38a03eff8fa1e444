// Whether a ComfyUI has what a workflow is made of: every class of nodes, and every file that a node names.
import type { ComfyServer, NodeInfo } from './server.ts';
import type { Workflow } from './workflow.ts';

/** Folders under ComfyUI's models folder, by the input that names a file in them. */
const FOLDERS: Record<string, string> = {
  unet_name: 'diffusion_models',
  clip_name: 'text_encoders',
  vae_name: 'vae',
  audio_encoder_name: 'audio_encoders',
  lora_name: 'loras',
  ckpt_name: 'checkpoints',
  clip_vision: 'clip_vision',
};

/** The values that an input can have; null when it is no choice. It comes in three forms, of three ages of ComfyUI. */
function choicesOf([type, said]: unknown[]): unknown[] | null {
  if (Array.isArray(type)) return type;
  const { options } = (said ?? {}) as { options?: unknown };
  if (!Array.isArray(options)) return null;
  return options.map((option) =>
    typeof option === 'object' && option !== null ? (option as { key: unknown }).key : option,
  );
}

/** What it lacks for a workflow, a sentence each that says what to do. Empty: nothing. */
export async function lacks(server: ComfyServer, workflow: Workflow, signal: AbortSignal): Promise<string[]> {
  const infos = new Map<string, NodeInfo | null>();
  for (const { class_type } of Object.values(workflow.graph)) {
    if (!infos.has(class_type)) infos.set(class_type, await server.node(class_type, signal));
  }
  const sentences = [...infos]
    .filter(([, info]) => info === null)
    .map(([name]) => `it has no node ${name}: update ComfyUI, or install the custom nodes that bring it`);
  const filledIn = new Set([...workflow.slots.values()].flat().map(({ node, input }) => `${node} ${input}`));
  for (const [id, { class_type, inputs }] of Object.entries(workflow.graph)) {
    const { required = {}, optional = {} } = infos.get(class_type)?.input ?? {};
    for (const name of Object.keys(required)) {
      if (inputs[name] === undefined) {
        sentences.push(`its node ${class_type} also wants ${name}: export the workflow with this version of ComfyUI`);
      }
    }
    for (const [name, value] of Object.entries(inputs)) {
      const spec = required[name] ?? optional[name];
      if (spec === undefined || Array.isArray(value) || filledIn.has(`${id} ${name}`)) continue;
      const choices = choicesOf(spec);
      if (choices !== null && !choices.includes(value)) sentences.push(lacking(class_type, name, value, choices));
    }
  }
  return [...new Set(sentences)];
}

function lacking(class_type: string, name: string, value: unknown, choices: unknown[]): string {
  const folder = FOLDERS[name];
  const has =
    choices.length === 0
      ? 'there is none'
      : `there is ${choices.slice(0, 4).join(', ')}${choices.length > 4 ? ', …' : ''}`;
  if (folder !== undefined) return `the file ${value} is not in models/${folder} (${has}): put it there`;
  return `its node ${class_type} does not know ${name} ${JSON.stringify(value)} (${has})`;
}
