// reelqueue doctor: says what is missing or wrong on this machine or in the system, and how to mend it.
import type { Command } from 'commander';
import { error, type Finding } from '../doctor/finding.ts';
import { CommandError } from './command-error.ts';
import { printJson } from './output.ts';
import { dataDirOption, type SettingFlags, settingsOf } from './system.ts';

type DoctorFlags = SettingFlags & { json?: boolean };

export function addDoctor(program: Command): void {
  const command = program.command('doctor').description('say what is missing or wrong here, and how to mend it');
  command.option('--host <address>', 'address that serve listens on').option('--port <number>', 'its port');
  dataDirOption(command)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
It looks at the machine, the settings, the data folder, the database, and the system if one runs; it changes nothing and shows
no secret. Give it the settings of the service that it is to judge. It exits with 1 when there is an error.

Examples:
  reelqueue doctor
  DATABASE_URL=postgresql://films@db/films reelqueue doctor --json | jq '.findings[] | select(.state != "ok")'`,
    )
    .action(async ({ json, ...flags }: DoctorFlags) => {
      const findings = await findingsOf(flags);
      if (json) printJson({ findings });
      else print(findings);
      if (findings.some(({ state }) => state === 'error')) process.exitCode = 1;
    });
}

/** What it finds with the settings of a command line and an environment. Where they are wrong, only the machine can be judged. */
export async function findingsOf(flags: SettingFlags, environment = process.env): Promise<Finding[]> {
  try {
    const config = settingsOf(flags, environment);
    const { examine } = await import('../doctor/examine.ts');
    // Loaded late: where a part of the system is missing, the other findings say which.
    const open = async () => (await import('../opening.ts')).openStorage(config);
    const openEngines = async () => {
      const [{ openAssembly }, { createLog }] = await Promise.all([import('../serve.ts'), import('../log.ts')]);
      return openAssembly(config, createLog('silent'));
    };
    return await examine(config, () => Date.now() / 1000, open, openEngines);
  } catch (failure) {
    if (!(failure instanceof CommandError)) throw failure;
    const wrong = failure.message
      .split('\n')
      .map((line) => error('settings', `${line}.`, 'Correct it; docs/reference/settings.md lists all.'));
    const { examineMachine } = await import('../doctor/machine.ts');
    return [...(await examineMachine()), ...wrong];
  }
}

function print(findings: Finding[]): void {
  const wide = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, state, says, remedy } of findings) {
    process.stdout.write(`${state.padEnd(7)}  ${check.padEnd(wide)}  ${says}\n`);
    if (remedy !== null) process.stdout.write(`${' '.repeat(wide + 11)}→ ${remedy}\n`);
  }
  const count = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const end = errors + warnings === 0 ? 'All is well.' : `Errors: ${errors}. Warnings: ${warnings}.`;
  process.stdout.write(`\n${end}\n`);
}
