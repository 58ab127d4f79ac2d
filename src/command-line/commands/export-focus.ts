import { type Command, Option } from 'commander';
import { exportFocus } from '../../../pipeline/archive/export-focus.ts';
import { parseMonth } from '../../calendar/month.ts';
import { focusVersions } from '../../focus/versions.ts';
import type { Output } from '../output.ts';

export const focusExamples = [
  'imbill export focus --month 2026-09 --out focus/2026-09',
  'imbill export focus --version 1.4 --from 2026-07 --to 2026-09 --out focus/q3 --format parquet',
  'imbill export focus --month 2026-10 --by billing-period --out focus/2026-10',
];

/** Gives `imbill export focus` its options. */
export function addFocusCommand(focus: Command, output: Output): void {
  focus
    .addOption(
      new Option('--version <version>', 'of the FOCUS specification')
        .choices(focusVersions)
        .default('1.2'),
    )
    .option('--month <YYYY-MM>', 'of one billing month; without it of all', parseMonth)
    .option('--from <YYYY-MM>', 'of this billing month and later ones', parseMonth)
    .option('--to <YYYY-MM>', 'of this billing month and earlier ones', parseMonth)
    .option('--customer <id>', 'of one customer only')
    .addOption(
      new Option(
        '--by <which>',
        'the month that a document is about, or the billing period that it is invoiced in',
      )
        .choices(['month', 'billing-period'])
        .default('month'),
    )
    .option('--provider <name>', "who provides the service; without it the document's issuer")
    .requiredOption('-o, --out <dir>', 'a new or empty folder')
    .addOption(
      new Option('--format <format>', 'of the rows').choices(['csv', 'parquet']).default('csv'),
    )
    .action((_options: unknown, self: Command) => exportFocus(self.optsWithGlobals(), output));
}
