import type { Command } from 'commander';
import { printDiagnosis } from '../print/doctor.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill doctor`. */
export function addDoctor(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'doctor', 'Look for what is wrong with workspace and machine', [
    'imbill doctor --workspace demo',
    'imbill doctor --json',
  ]).action(async (_options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const context = contextOf(options, output, 'imbill doctor');
    printDiagnosis(await jobs.doctor(context), options, output);
  });
}
