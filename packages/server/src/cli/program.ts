// Every command, a file each beside this one.
import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { addCancel } from './cancel.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEngines } from './engines.ts';
import { addKeys } from './keys.ts';
import { addList } from './list.ts';
import { addModels } from './models.ts';
import { addOrgs } from './orgs.ts';
import { addServe } from './serve.ts';
import { addSubmit } from './submit.ts';
import { addWatch } from './watch.ts';
import { addWorker } from './worker.ts';

/** The program with its commands; it throws CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('reelqueue');
  program.description('A self-hosted request queue for video models that really makes the video.').version(VERSION);
  // Commands that are made from it inherit both.
  program.exitOverride().showSuggestionAfterError();
  const commands = [
    addDemo,
    addServe,
    addWorker,
    addSubmit,
    addWatch,
    addCancel,
    addList,
    addModels,
    addOrgs,
    addKeys,
    addEngines,
    addDoctor,
  ];
  for (const add of commands) add(program);
  return program.addHelpText('after', '\nEach command explains itself: reelqueue COMMAND --help');
}
