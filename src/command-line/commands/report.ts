import { join } from 'node:path';
import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill report`. */
export function addReport(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'report', 'Write the web pages into a folder', [
    'imbill report --html --workspace demo',
    'imbill report --html --out /srv/www/billing --workspace demo',
  ])
    .requiredOption('--html', 'the pages of imbill serve, for any browser, without a server')
    .option('--out <dir>', 'folder of the pages (default: out/pages/)')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { out?: string }>();
      const { workspace, out, json } = options;
      const context = contextOf(options, output, 'imbill report');
      const written = await jobs.writePages(context, { out });
      if (json) return printJson(output, written);
      const { dir, pages, documents } = written;
      const path = out === undefined ? join(workspace, dir) : dir;
      printText(
        output,
        `Wrote ${groupDigits(String(pages))} pages and ${groupDigits(String(documents))} documents.\nOpen: ${visibleCharacters(path)}/index.html\n`,
      );
    });
}
