// Workflows: ComfyUI's graphs as it exports them for its API, whose nodes' titles say where our values go.
import { closest } from 'fastest-levenshtein';

type Node = { class_type: string; inputs: Record<string, unknown>; _meta?: { title?: string } };

/** A workflow as ComfyUI takes it: nodes by id. An input is a value, or the id of a node and the number of its output. */
export type Graph = Record<string, Node>;

/**
 * What a title may ask for: `@seed` goes into the node's input of that name, `@seed:noise_seed` into another. `frames` is how
 * many, `name` what the film is saved as.
 */
const SLOTS = [
  'prompt',
  'negative_prompt',
  'first_frame',
  'last_frame',
  'audio',
  'seed',
  'width',
  'height',
  'frames',
  'fps',
  'name',
] as const;

export type Slot = (typeof SLOTS)[number];

export type Workflow = {
  /** What sentences call it. */
  name: string;
  graph: Graph;
  slots: ReadonlyMap<Slot, readonly { node: string; input: string }[]>;
};

const isNode = (value: unknown): value is Node => {
  const { class_type, inputs } = (value ?? {}) as Partial<Node>;
  return typeof class_type === 'string' && typeof inputs === 'object' && inputs !== null;
};

/** Reads an exported workflow. Throws a sentence that names it. */
export function readWorkflow(name: string, text: string): Workflow {
  let graph: Graph;
  try {
    graph = JSON.parse(text) as Graph;
  } catch {
    throw new Error(`the workflow ${name} is not JSON`);
  }
  if (Array.isArray((graph as { nodes?: unknown }).nodes)) {
    throw new Error(`the workflow ${name} is as ComfyUI saves it for itself; export it with Workflow, Export (API)`);
  }
  const strange = Object.entries(graph).find(([, node]) => !isNode(node));
  if (Object.keys(graph).length === 0 || strange !== undefined) {
    throw new Error(`the workflow ${name} is no workflow for ComfyUI's API: ${strange?.[0] ?? 'it'} is no node`);
  }
  const slots = new Map<Slot, { node: string; input: string }[]>();
  for (const [node, { _meta, inputs }] of Object.entries(graph)) {
    for (const [, slot, input = slot] of (_meta?.title ?? '').matchAll(/@([a-z_]+)(?::(\w+))?/g)) {
      const known = SLOTS.find((one) => one === slot);
      const where = `the workflow ${name}: node ${node} (${_meta?.title})`;
      if (known === undefined) {
        throw new Error(`${where} asks for @${slot}, which there is not; did you mean @${closest(slot, SLOTS)}?`);
      }
      if (inputs[input] === undefined) {
        throw new Error(`${where} has no input ${input}; its inputs are ${Object.keys(inputs).join(', ')}`);
      }
      slots.set(known, [...(slots.get(known) ?? []), { node, input }]);
    }
  }
  return { name, graph, slots };
}

/** The graph with values in its slots. A value that has no slot is left out. */
export function filled({ graph, slots }: Workflow, values: Partial<Record<Slot, string | number>>): Graph {
  const out = structuredClone(graph);
  for (const [slot, value] of Object.entries(values)) {
    for (const { node, input } of slots.get(slot as Slot) ?? []) out[node].inputs[input] = value;
  }
  return out;
}
