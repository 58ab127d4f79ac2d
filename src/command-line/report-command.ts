import { join } from 'node:path';
import type { Command } from 'commander';
import type { Jobs } from '../jobs/jobs.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { type Output, printJson, printText } from './output.ts';
import { assertPublished } from './snapshot.ts';
import { printable } from './text-table.ts';

export const reportExamples = [
  'imbill report --html --workspace demo',
  'imbill report --html --out /srv/www/billing --workspace demo',
];

interface ReportCommand {
  workspace: string;
  json?: true;
  threads: number;
  out?: string;
}

/** The options of `imbill report`, and what it does. */
export function addReportCommand(command: Command, jobs: Jobs, output: Output): void {
  command
    .requiredOption('--html', 'the pages of imbill serve, for any browser, without a server')
    .option('--out <dir>', 'write them there; without it out/pages/')
    .action((_options: unknown, self: Command) => report(self.optsWithGlobals(), jobs, output));
}

async function report(options: ReportCommand, jobs: Jobs, output: Output): Promise<void> {
  const workspace = workspaceAt(options.workspace);
  assertPublished(workspace);
  const { out, threads, json } = options;
  const context = { workspace, command: 'imbill report', threads, progress: output.progress };
  const written = await jobs.writePages({ out }, context);
  if (json) return printJson(output, written);
  const { dir, pages, documents } = written;
  printText(
    output,
    `Wrote ${groupDigits(String(pages))} pages and ${groupDigits(String(documents))} documents.\nOpen: ${printable(out === undefined ? join(options.workspace, dir) : dir)}/index.html\n`,
  );
}
