import { type Command, InvalidArgumentError, Option } from 'commander';
import { runSql } from '../../../pipeline/ask/ask-sql.ts';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../../analyst/sandbox/limits.ts';
import { megabytesText } from '../../base/memory-size.ts';
import type { Output } from '../output.ts';
import { memorySize, parameter, sqlFormats } from '../sql/options.ts';

export const sqlExamples = [
  'imbill sql                                              # a prompt, on a terminal',
  'imbill sql "select * from monthly_usage"',
  'imbill sql -f report.sql --param month=2026-09 --format md',
  'echo "from daily_usage" | imbill sql > usage.csv',
  'imbill sql "from daily_usage" --out usage.parquet',
  'imbill sql --example next_block                         # one of those that --examples lists',
  'imbill sql "from invoice_lines" --format arrow > lines.arrow',
];

/** Gives `imbill sql` its options. */
export function addSqlCommand(sql: Command, output: Output): void {
  sql
    .option('-f, --file <file>', 'read the query from a file')
    .option('--example <name>', 'run a query that comes with imbill')
    .option('--examples', 'list those, with the questions that they answer')
    .option('--param <name=value>', 'value of $name in the query; may be repeated', parameter)
    .addOption(
      new Option(
        '--format <format>',
        'of the result; a table on a terminal and csv elsewhere, where absent',
      ).choices(sqlFormats),
    )
    .option('-o, --out <file>', 'write the result into a file; its name may say the format')
    .option('--force', 'replace the file that is there')
    .option('--rows <number>', 'no more rows than these; 1000 for a table', wholeNumber)
    .addOption(
      new Option('--timeout <seconds>', 'stop a query that computes longer')
        .default(defaultTimeoutSeconds)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option('--memory <size>', 'what a query may take')
        .default(defaultMemoryMegabytes(), megabytesText(defaultMemoryMegabytes()))
        .argParser(memorySize),
    )
    .addOption(new Option('--arrow', 'the same as --format arrow').conflicts(['json', 'format']))
    .action((query: string | undefined, _options: unknown, self: Command) =>
      runSql(query, self.optsWithGlobals(), output),
    );
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}
