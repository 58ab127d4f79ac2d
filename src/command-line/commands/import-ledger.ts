import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { countLedger } from '../print/ledger.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill import ledger`. */
export function addImportLedger(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'ledger <dir>', 'Import an exported ledger into a workspace without one', [
    'imbill import ledger backup/2026-10-01 --workspace restored',
  ]).action(async (dir: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const context = contextOf(options, output, `imbill import ledger ${dir}`);
    const imported = await jobs.importLedger(context, dir);
    if (options.json) return printJson(output, imported);
    const left = imported.kept.map(
      (path) =>
        `${visibleCharacters(`Not replaced, as it differs: ${path}; the exported one is ${dir}/workspace/${path}`)}\n`,
    );
    printText(
      output,
      `Imported from ${visibleCharacters(dir)}: ${countLedger(imported)}.\n${left.join('')}`,
    );
  });
}
