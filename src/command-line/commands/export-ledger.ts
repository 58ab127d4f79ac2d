import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { countLedger } from '../print/ledger.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill export ledger`. */
export function addExportLedger(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'ledger <dir>', 'Export the ledger as plain files, readable without imbill', [
    'imbill export ledger backup/2026-10-01 --workspace demo',
    'imbill export ledger /mnt/archive/2026 --with-lake',
  ])
    .option('--with-lake', 'also all accepted rows, for regenerate --from-raw')
    .action(async (dir: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { withLake?: true }>();
      const { withLake = false, json } = options;
      const context = contextOf(options, output, `imbill export ledger ${dir}`);
      const exported = await jobs.exportLedger(context, { dir, withLake });
      if (json) return printJson(output, exported);
      const missing =
        exported.lake === 'complete'
          ? ''
          : 'Rows that no later month needs are left out; --with-lake exports them too.\n';
      printText(
        output,
        `Exported to ${visibleCharacters(dir)}: ${countLedger(exported)}.\n${missing}Check it there with: sha256sum -c --quiet SHA256SUMS\n`,
      );
    });
}
