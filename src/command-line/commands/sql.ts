import { type Command, Option } from 'commander';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../../analyst/sandbox/limits.ts';
import { unpainted } from '../../terminal/paint.ts';
import { type Column, wholeRoom } from '../../terminal/table.ts';
import { printJson, printText } from '../print/output.ts';
import { chooseFormat, type FormatOptions, sqlFormats } from '../sql/format.ts';
import { noQuery, parameter, type QueryOptions, readQuery } from '../sql/query.ts';
import { addLimits, type LimitOptions, limitsOf, wholeNumber } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions, LimitOptions, FormatOptions, QueryOptions {
  examples?: true;
  force?: true;
  param?: Record<string, string>;
}

/** Adds `imbill sql`. */
export function addSql(program: Command, cli: CommandLine): void {
  const command = addCommand(program, 'sql [query]', 'Query the published numbers (read-only)', [
    'imbill sql                                              # a prompt, on a terminal',
    'imbill sql "select * from monthly_usage"',
    'imbill sql -f report.sql --param month=2026-09 --format md',
    'echo "from daily_usage" | imbill sql > usage.csv',
    'imbill sql "from daily_usage" --out usage.parquet',
    'imbill sql --example next_block                         # one of those that --examples lists',
    'imbill sql "from invoice_lines" --format arrow > lines.arrow',
  ])
    .option('-f, --file <file>', 'read the query from a file')
    .option('--example <name>', 'run a query that comes with imbill')
    .option('--examples', 'list these queries and the questions that they answer')
    .option('--param <name=value>', 'value of $name in the query; can be repeated', parameter)
    .addOption(
      new Option(
        '--format <format>',
        'default: table on a terminal, else csv, or what the name of the file says',
      ).choices(sqlFormats),
    )
    .option('-o, --out <file>', 'write the result to a file')
    .option('--force', 'replace an existing file')
    .option(
      '--rows <number>',
      'print at most this many rows (default: 1000 of a table)',
      wholeNumber,
    );
  addLimits(
    command,
    { timeoutSeconds: defaultTimeoutSeconds, memoryMegabytes: defaultMemoryMegabytes() },
    { timeout: 'stop a query after this time', memory: 'memory of a query' },
  )
    .addOption(new Option('--arrow', 'same as --format arrow').conflicts(['json', 'format']))
    .action((query: string | undefined, _options: unknown, self: Command) =>
      sql(query, self.optsWithGlobals(), cli),
    );
}

/** Answers one query; opens a prompt if there is none and somebody sits at a terminal. */
async function sql(query: string | undefined, options: Options, cli: CommandLine): Promise<void> {
  const { jobs, output } = cli;
  const { out, json, rows, param: parameters = {}, force: isReplaced = false } = options;
  if (options.examples) return listExamples(json === true, cli);
  const format = chooseFormat(options, output.terminal !== undefined);
  const text = await readQuery(query, options, output.stdin ?? process.stdin);
  if (text === undefined) return openPrompt(options, cli);
  const answer = await jobs.askSql(contextOf(options, output, 'imbill sql'), {
    ...limitsOf(options),
    sql: text,
    parameters,
    format,
    rows,
    room: out === undefined ? (output.room ?? wholeRoom) : wholeRoom,
    target: { out, isReplaced, stdout: output },
  });
  for (const note of answer.notes) output.say(`${note}\n`);
  if (out === undefined) return;
  if (json) printJson(output, { file: out, format, rows: answer.rows });
  else output.say(`${out}: ${answer.rows} ${answer.rows === 1n ? 'row' : 'rows'}\n`);
}

/** Opens a prompt; refuses it unless both ends are a terminal. */
async function openPrompt(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { out, json, arrow, format, rows = 1000, param } = options;
  if (output.terminal === undefined || out !== undefined || json || arrow || format)
    throw noQuery();
  const { runPrompt } = await import('../sql/prompt.ts');
  const { historyFile, openHistory } = await import('../sql/history.ts');
  const { openPager } = await import('../sql/pager.ts');
  const context = contextOf(options, output, 'imbill sql');
  const session = await jobs.openSql(context, limitsOf(options));
  try {
    await runPrompt({
      session,
      input: process.stdin,
      output: process.stdout,
      isTerminal: true,
      history: await openHistory(historyFile()),
      state: { mode: 'table', rows, isTimed: false, isPaged: true, parameters: { ...param } },
      paint: output.room?.paint ?? unpainted,
      openPager: () => openPager(),
    });
  } finally {
    await session.close();
  }
}

async function listExamples(isJson: boolean, { output }: CommandLine): Promise<void> {
  const { readExamples } = await import('../../analyst/help/examples.ts');
  const examples = await readExamples();
  if (isJson) return printJson(output, { examples });
  const columns: Column[] = [
    { title: 'example' },
    { title: 'question', fit: 'wrap' },
    { title: 'parameters', fit: 'wrap' },
  ];
  const rows = examples.map(({ name, question, parameters }) => [
    name,
    question,
    parameters.map((one) => one.name).join(', '),
  ]);
  printText(output, [
    { columns, rows },
    '',
    'Run one: imbill sql --example NAME [--param month=2026-09]',
  ]);
}
