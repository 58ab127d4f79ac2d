import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { Month } from '../../calendar/month.ts';
import type { RegeneratedDocument } from '../../jobs/regenerate.ts';
import { printJson, printText } from '../print/output.ts';
import { assertOneChoice, monthOption } from './arguments.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

interface Options extends GlobalOptions {
  month?: Month;
  out?: string;
  fromRaw?: true;
  fromFiles?: true;
}

/** Adds `imbill invoice regenerate`. */
export function addInvoiceRegenerate(group: Command, cli: CommandLine): void {
  addCommand(group, 'regenerate [number]', 'Write issued documents again, byte for byte', [
    'imbill invoice regenerate INV-2026-000001',
    'imbill invoice regenerate --month 2026-09 --from-raw',
  ])
    .addOption(monthOption('--month', 'all documents of a billing month'))
    .option('--out <dir>', 'folder for the reports (default: out/<month>/)')
    .option('--from-raw', 'also measure the usage again, from the rows in the lake')
    .addOption(
      new Option(
        '--from-files',
        'also measure the usage again, from the delivered files',
      ).conflicts('fromRaw'),
    )
    .addOption(engineOption())
    .action((number: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      assertOneChoice(self, number, options);
      return regenerate(number, options, cli);
    });
}

/** @throws {UserError} (exit 1) If a document differs from the issued one. */
async function regenerate(
  number: string | undefined,
  options: Options,
  { jobs, output }: CommandLine,
): Promise<void> {
  const { month, out, json, fromRaw, fromFiles } = options;
  const from = fromRaw ? 'segments' : fromFiles ? 'files' : undefined;
  const context = contextOf(options, output, 'imbill invoice regenerate');
  const documents = await jobs.regenerate(context, { number, month, from, out });
  const differing = documents.filter(({ differences }) => differences.length > 0);
  if (!json) printText(output, documents.map(describeDocument).join(''));
  else if (differing.length === 0) printJson(output, { documents });
  if (differing.length === 0) return;
  const numbers = differing.map((one) => one.number).join(', ');
  throw new UserError(
    `${differing.length} of ${documents.length} documents differ from what was issued: ${numbers}.\nimbill invoice verify says what in the ledger was altered.`,
    exitCodes.failed,
    { details: { documents } },
  );
}

const sources: Record<RegeneratedDocument['source'], string> = {
  facts: 'rebuilt from its facts',
  segments: 'rebuilt from its facts, with usage measured again from the lake',
  files: 'rebuilt from its facts, with usage measured again from the delivered files',
  ledger: 'printed as issued, because the ledger has no facts of it',
};

const pages: Record<RegeneratedDocument['rendered'], string> = {
  identical: '',
  'kept from the issue': ' The pages are those that were sent: this version would render others.',
  'by this version': ' The pages were rendered by this version: none were stored.',
};

function describeDocument(document: RegeneratedDocument): string {
  const { number, source, sha256, rendered, reports, differences } = document;
  const verdict = differences.length === 0 ? 'identical' : 'DIFFERENT';
  return [
    `${number} ${verdict}: ${sources[source]}; SHA-256 of ${number}.json ${sha256}.${pages[rendered]}`,
    ...differences.map((difference) => `  ${difference}`),
    ...reports.map((path) => `  ${path}`),
    '',
  ].join('\n');
}
