// The page of parameters and the tests that prove them. Throws, naming all at once, when a parameter has no proof, a proof
// no parameter, or when the test is not in its file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODELS, parametersOf } from '../packages/models/src/index.ts';
import { PROOFS } from '../packages/server/test/proofs.ts';

const PACKAGES = join(import.meta.dirname, '../packages');

/** Whether a file has a test of that very name which is run: one that is skipped or to be done proves nothing. */
function hasTest(file: string, name: string): boolean {
  const text = readFileSync(join(PACKAGES, file), 'utf8');
  return [`'${name}'`, JSON.stringify(name)].some((quoted) => text.includes(`test(${quoted}, async () =>`));
}

/** By model, a row for each parameter: its name, the test, the test's file under packages/. */
export function provenParameters(): Record<string, [parameter: string, test: string, file: string][]> {
  const wrong: string[] = [];
  const known = MODELS.flatMap((model) => parametersOf(model).map(([parameter]) => `${model.id}.${parameter}`));
  for (const [model, proofs] of Object.entries(PROOFS)) {
    for (const parameter of Object.keys(proofs)) {
      if (!known.includes(`${model}.${parameter}`)) wrong.push(`${model}.${parameter} is no parameter`);
    }
  }
  const pages = MODELS.map((model) => {
    const rows = parametersOf(model).flatMap(([parameter]): [string, string, string][] => {
      const proof = PROOFS[model.id]?.[parameter];
      if (proof === undefined) wrong.push(`${model.id}.${parameter} has no proof`);
      else if (!hasTest(...proof)) wrong.push(`${model.id}.${parameter}: ${proof[0]} has no test "${proof[1]}"`);
      else return [[parameter, proof[1], proof[0]]];
      return [];
    });
    return [model.id, rows] as const;
  });
  if (wrong.length > 0) throw new Error(`packages/server/test/proofs.ts:\n  ${wrong.join('\n  ')}`);
  return Object.fromEntries(pages);
}
