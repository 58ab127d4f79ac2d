import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  checkPrices,
  diffPrices,
  listPrices,
  priceSchema,
  showPrices,
} from '../../pipeline/price/price-books.ts';
import { init } from '../../pipeline/workspace/init.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { isBillingDay } from '../calendar/billing-day.ts';
import { parseMonth } from '../calendar/month.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { addExportCommands } from './commands/export-data.ts';
import { addFocusCommand, focusExamples } from './commands/export-focus.ts';
import { showExplanation } from './commands/invoice-explain.ts';
import { showRegenerated } from './commands/invoice-regenerate.ts';
import { listInvoices, showInvoice } from './commands/invoice-show.ts';
import { addReportCommand, reportExamples } from './commands/report.ts';
import { addServeCommand, serveExamples } from './commands/serve.ts';
import { addSqlCommand, sqlExamples } from './commands/sql.ts';
import { status } from './commands/status.ts';
import { type Output, printJson, printText } from './output.ts';
import { appStatus } from './print/app-status.ts';
import { correctionInWords, voidInWords } from './print/corrections.ts';
import { showExported, showImported } from './print/ledger.ts';
import { loadInWords, runAsJson, runInWords } from './print/load.ts';
import { modelProblemsInWords } from './print/model-problems.ts';
import { type SimulateCommand, showSimulation, simulateOptions } from './print/simulation.ts';
import { showVerification } from './print/verification.ts';
import { showVerifiedFile } from './print/verified-file.ts';
import { refuseReason, withdrawalInWords } from './print/withdrawal.ts';

const openMonthHelp =
  'date it as the documents of this month; without it the one after the last issued';

/** Options that every command has. */
export interface GlobalOptions {
  workspace: string;
  json?: true;
  threads: number;
}

/** The command line: parses arguments, calls the jobs, writes results. */
export function createProgram(jobs: Jobs, output: Output, version: string): Command {
  const program = new Command('imbill')
    .description('Turns raw usage logs of an instant-messaging cloud into exact monthly invoices.')
    .version(version)
    .option('--workspace <dir>', 'the workspace; before or after the command')
    .option('--json', 'one JSON document on stdout; before or after the command')
    .showHelpAfterError('(imbill --help shows what there is)')
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.say(text),
    })
    // An option of a command may be named like one of the program: export focus --version.
    .enablePositionalOptions()
    .exitOverride();

  command(program, 'init <dir>', 'Make a new workspace', [
    'imbill init demo --sample',
    'imbill init billing',
  ])
    .option('--sample', 'with a small month of raw logs that shows every charge')
    .option('--month <YYYY-MM>', 'month of the sample', parseMonth)
    .option(
      '--seed <number>',
      'another seed gives other users and times, the same amounts',
      wholeNumber,
    )
    .option('--users <number>', 'a generated month instead: distinct users a day', wholeNumber)
    .option('--days <number>', 'days of the generated month', wholeNumber)
    .option('--apps <number>', 'apps of the generated month', wholeNumber)
    .addOption(
      new Option('--format <format>', 'login files of the generated month').choices([
        'csv',
        'csv.gz',
        'parquet',
      ]),
    )
    .action(async (dir: string, _options: unknown, self: Command) =>
      init(dir, self.optsWithGlobals(), output),
    );

  command(program, 'load', 'Take in what the sources match and is not known yet', [
    'imbill load --workspace demo',
    'imbill load --withdraw logs/logins/2026-09-03.csv --reason "counted twice by the collector"',
    'imbill load --restore 12 --reason "it was right after all"',
    'imbill load --again logins',
    'imbill load --again "logs/logins/2026-09-*.csv" --reason "columns were wrong"',
  ])
    .option('--withdraw <batch>', 'take a file back instead: its rows count no more')
    .addOption(
      new Option('--restore <batch>', 'let a withdrawn file count again').conflicts('withdraw'),
    )
    .addOption(
      new Option(
        '--again <source>',
        'read known files anew too: a kind (logins, bandwidth, groups, daily), a path or a glob',
      ).conflicts(['withdraw', 'restore']),
    )
    .option('--reason <text>', 'why; kept in the audit')
    .action(async (_options: unknown, self: Command) => {
      await load(self.optsWithGlobals(), jobs, output);
    });

  for (const [name, description] of [
    ['run', 'The monthly batch: load, measure, price, issue, report'],
    ['preview', 'The same, but issue and freeze nothing'],
  ] as const) {
    command(program, name, description, [`imbill ${name} --month 2026-09 --workspace demo`])
      .requiredOption('--month <YYYY-MM>', 'billing month', parseMonth)
      .action(async (_options: unknown, self: Command) => {
        const options = self.optsWithGlobals<GlobalOptions & { month: string }>();
        const context = contextOf(options, output, `imbill ${name} --month ${options.month}`);
        const result = await jobs[name](options.month, context);
        if (options.json) printJson(output, runAsJson(result));
        else printText(output, runInWords(result, options.workspace));
      });
  }

  command(program, 'simulate', 'Price issued months anew by another price book', [
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06',
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06 --detail',
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06 --list tencent-im --csv',
  ])
    .requiredOption('--prices <file>', 'the price book')
    .requiredOption('--from <YYYY-MM>', 'first billing month', parseMonth)
    .requiredOption('--to <YYYY-MM>', 'last billing month', parseMonth)
    .option('--list <name>', "for the customers on this price list; without it the book's own")
    .option('--as-dated', "in force from the book's own day on, not over the whole range")
    .option('--detail', 'every charge, not only customers and months')
    .option('--out <dir>', 'write JSON, CSV and HTML there; without it out/simulations/')
    .addOption(new Option('--csv', 'every charge as CSV on stdout').conflicts('json'))
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & SimulateCommand>();
      const context = contextOf(options, output, 'imbill simulate');
      const simulation = await jobs.simulate(simulateOptions(options), context);
      showSimulation(simulation, options, output);
    });

  command(program, 'correct', 'Make up for what was learnt after a month was issued', [
    'imbill correct --month 2026-09 --dry-run',
    'imbill correct --month 2026-09 --customer lantern',
  ])
    .requiredOption('--month <YYYY-MM>', 'billing month that was issued', parseMonth)
    .option('--dry-run', 'show the same and issue nothing')
    .option('--customer <id>', 'of one customer only')
    .option('--in <YYYY-MM>', openMonthHelp, parseMonth)
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<
        GlobalOptions & { month: string; dryRun?: true; customer?: string; in?: string }
      >();
      const { month, customer, in: openMonth, dryRun: isDryRun = false } = options;
      const context = contextOf(options, output, `imbill correct --month ${month}`);
      const result = await jobs.correct({ month, customer, openMonth, isDryRun }, context);
      if (options.json) printJson(output, result);
      else printText(output, correctionInWords(result, options.workspace));
    });

  const invoice = group(program, 'invoice', 'Look at issued invoices, or void one');
  command(invoice, 'list', 'Issued invoices', ['imbill invoice list --month 2026-09'])
    .option('--month <YYYY-MM>', 'of one billing month only', parseMonth)
    .action((_options: unknown, self: Command) => listInvoices(self.optsWithGlobals(), output));
  command(invoice, 'show <number>', 'One invoice', [
    'imbill invoice show INV-2026-000001 --json',
  ]).action((number: string, _options: unknown, self: Command) =>
    showInvoice(number, self.optsWithGlobals(), output),
  );

  command(invoice, 'void <number>', 'Take an invoice back as a whole, and replace it', [
    'imbill invoice void INV-2026-000001 --reason "sent to the wrong company"',
  ])
    .requiredOption('--reason <text>', 'why; stands on the credit note and in the audit')
    .option('--no-replacement', 'issue no invoice of what is known now in its place')
    .option('--in <YYYY-MM>', openMonthHelp, parseMonth)
    .action(async (number: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<
        GlobalOptions & { reason: string; replacement: boolean; in?: string }
      >();
      const { reason, replacement: isReplaced, in: openMonth } = options;
      const context = contextOf(options, output, `imbill invoice void ${number}`);
      const result = await jobs.voidInvoice({ number, reason, isReplaced, openMonth }, context);
      if (options.json) printJson(output, result);
      else printText(output, voidInWords(result, options.workspace));
    });

  command(invoice, 'regenerate [number]', 'Make issued documents again, byte for byte', [
    'imbill invoice regenerate INV-2026-000001',
    'imbill invoice regenerate --month 2026-09 --from-raw',
  ])
    .option('--month <YYYY-MM>', 'all documents of a billing month', parseMonth)
    .option('--out <dir>', 'folder for the reports, instead of out/<month>/')
    .option('--from-raw', "count the usage anew, too: from the lake's segments")
    .addOption(new Option('--from-files', 'the same from the delivered files').conflicts('fromRaw'))
    .action(async (number: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<
        GlobalOptions & { month?: string; out?: string; fromRaw?: true; fromFiles?: true }
      >();
      assertOneChoice(self, number, options);
      const context = contextOf(options, output, 'imbill invoice regenerate');
      const from = options.fromRaw ? 'segments' : options.fromFiles ? 'files' : undefined;
      const { month, out } = options;
      const documents = await jobs.regenerate({ number, month, from, out }, context);
      showRegenerated(documents, options, output);
    });

  command(invoice, 'explain <number>', 'Where the amounts of a document come from', [
    'imbill invoice explain INV-2026-000001',
    'imbill invoice explain INV-2026-000001 --line dau --app 1400000001 --rows',
  ])
    .option('--line <sku>', 'one charge only')
    .option('--app <app>', 'one app only')
    .option('--rows', 'also the delivered lines: file, line number, time')
    .action(async (number: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<
        GlobalOptions & { line?: string; app?: string; rows?: true }
      >();
      const context = contextOf(options, output, 'imbill invoice explain');
      const { line: sku, app: appId, rows } = options;
      const chosen = { number, sku, appId, withRows: rows === true };
      showExplanation(await jobs.explain(chosen, context), options, output);
    });

  command(invoice, 'verify [number]', 'Whether anything is otherwise than it was issued', [
    'imbill invoice verify',
    'imbill invoice verify --month 2026-09 --json',
    'imbill invoice verify INV-2026-000001 --quick',
    'imbill invoice verify --file received.html',
  ])
    .option('--month <YYYY-MM>', 'what the documents of a billing month stand on', parseMonth)
    .option('--all', 'everything (the default)')
    .option('--quick', "do not read the lake's segments")
    .addOption(
      new Option('--file <path>', 'whether these very bytes were issued').conflicts([
        ...['month', 'all', 'quick'],
      ]),
    )
    .action(async (number: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<
        GlobalOptions & { month?: string; all?: true; quick?: true; file?: string }
      >();
      assertOneChoice(self, number, options);
      const context = contextOf(options, output, 'imbill invoice verify');
      if (options.file !== undefined) {
        if (number !== undefined)
          self.error(`error: ${number} and --file were given. Accepted: one of them.`);
        showVerifiedFile(await jobs.verifyFile(options.file, context), options, output);
        return;
      }
      const choice = { number, month: options.month, isQuick: options.quick === true };
      showVerification(await jobs.verify(choice, context), options, output);
    });

  const exports = group(program, 'export', 'Write what the workspace holds as plain files');
  command(exports, 'ledger <dir>', 'The ledger, as files that need no imbill to be read', [
    'imbill export ledger backup/2026-10-01 --workspace demo',
    'imbill export ledger /mnt/archive/2026 --with-lake',
  ])
    .option('--with-lake', 'with all accepted raw rows, for regenerate --from-raw')
    .action(async (dir: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { withLake?: true }>();
      const context = contextOf(options, output, `imbill export ledger ${dir}`);
      const withLake = options.withLake ?? false;
      showExported(await jobs.exportLedger({ dir, withLake }, context), options, output);
    });
  addExportCommands((name, text, examples) => command(exports, name, text, examples), output);

  addFocusCommand(
    command(
      exports,
      'focus',
      'Charges as FOCUS (FinOps Open Cost and Usage Specification)',
      focusExamples,
    ),
    output,
  );

  const imports = group(program, 'import', 'Bring back what was exported');
  command(imports, 'ledger <dir>', 'An exported ledger, into a workspace that has none', [
    'imbill import ledger backup/2026-10-01 --workspace restored',
  ]).action(async (dir: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const context = contextOf(options, output, `imbill import ledger ${dir}`);
    showImported(await jobs.importLedger(dir, context), options, output);
  });

  const prices = group(program, 'prices', 'Look at price books and contracts, and check them');
  command(prices, 'list', 'All dated price books', ['imbill prices list --workspace demo']).action(
    (_options: unknown, self: Command) => listPrices(self.optsWithGlobals(), output),
  );
  command(prices, 'show', 'One price book, with all that it takes over', [
    'imbill prices show --on 2018-12-03',
    'imbill prices show --list tencent-im --on 2019-01-01 --json',
  ])
    .option('--list <name>', "a price list; without it the workspace's")
    .option('--on <YYYY-MM-DD>', 'the book in force on this day; without it the last', billingDay)
    .action((_options: unknown, self: Command) => showPrices(self.optsWithGlobals(), output));
  command(prices, 'diff <before> <after>', 'What changed from one price book to another', [
    'imbill prices diff 2018-12-27 2019-12-27',
    'imbill prices diff tencent-im@2026-09-01 prices/lantern-2026.yaml',
  ])
    .option('--list <name>', "list of a day that names none; without it the workspace's")
    .addHelpText(
      'after',
      '\nA book is a day, LIST@DAY (the book of a list in force on a day), or a file.',
    )
    .action((before: string, after: string, _options: unknown, self: Command) =>
      diffPrices([before, after], self.optsWithGlobals(), output),
    );
  command(prices, 'schema', 'The JSON Schema of price books and contracts, for editors', [
    'imbill prices schema > price-book.schema.json',
  ]).action(() => priceSchema(output));
  command(prices, 'check', 'Whether all price books and contracts can be used', [
    'imbill prices check --workspace demo',
  ]).action((_options: unknown, self: Command) => checkPrices(self.optsWithGlobals(), output));

  addSqlCommand(
    command(program, 'sql [query]', 'Ask SQL of the published numbers (read-only)', sqlExamples),
    output,
  );

  addServeCommand(
    command(program, 'serve', 'Pages to look at, on this machine', serveExamples),
    jobs,
    output,
  );

  addReportCommand(
    command(program, 'report', 'The same pages as files in a folder', reportExamples),
    jobs,
    output,
  );

  command(program, 'status', 'What was loaded, rejected and issued; or the plans of an app', [
    'imbill status --workspace demo',
    'imbill status --app 1400000001 --on 2026-09-15',
  ])
    .option('--app <app_id>', 'when this app had and has which plan and packs; needs no load')
    .option('--on <YYYY-MM-DD>', 'how it stands on this day; without it today', billingDay)
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { app?: string; on?: string }>();
      const { app, on } = options;
      if (app !== undefined) return appStatus({ ...options, app }, output, Date.now());
      if (on === undefined) return status(options, output);
      throw new UserError(
        'imbill status --on DAY is of an app.\nName it with --app APP_ID, or leave out --on.',
        exitCodes.wrongUsage,
      );
    });
  return program;
}

/** A command with commands of its own; options that every command has may stand before their names. */
function group(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(new Option('--workspace <dir>').hideHelp())
    .addOption(new Option('--json').hideHelp());
}

function command(parent: Command, name: string, description: string, examples: string[]): Command {
  return parent
    .command(name)
    .description(description)
    .option('--workspace <dir>', 'the workspace', '.')
    .option('--json', 'one JSON document on stdout')
    .addOption(
      new Option('--threads <number>', 'files or days worked on at a time')
        .default(availableParallelism(), 'one a core')
        .argParser(wholeNumber),
    )
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}

async function load(
  options: GlobalOptions & {
    withdraw?: string;
    restore?: string;
    again?: string;
    reason?: string;
  },
  jobs: Jobs,
  output: Output,
): Promise<void> {
  const { again, reason } = options;
  const batch = options.withdraw ?? options.restore;
  if (batch === undefined) {
    if (again === undefined) refuseReason(reason);
    const { model_problems, ...loaded } = await jobs.load(
      contextOf(
        options,
        output,
        again === undefined ? 'imbill load' : `imbill load --again ${again}`,
      ),
      { again, reason: reason?.trim() },
    );
    if (options.json) printJson(output, { load: loaded, model_problems });
    else printText(output, loadInWords(loaded) + sentences(modelProblemsInWords(model_problems)));
    return;
  }
  const action = options.withdraw === undefined ? 'restore' : 'withdraw';
  const context = contextOf(options, output, `imbill load --${action}`);
  const result = await jobs.withdraw({ action, batch, reason }, context);
  if (options.json) printJson(output, result);
  else printText(output, withdrawalInWords(result));
}

function sentences(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function contextOf(options: GlobalOptions, output: Output, commandText: string): JobContext {
  return {
    workspace: workspaceAt(options.workspace),
    command: commandText,
    threads: options.threads,
    progress: output.progress,
  };
}

function assertOneChoice(
  self: Command,
  number: string | undefined,
  { month, all }: { month?: string; all?: true },
): void {
  const given = [number, month && `--month ${month}`, all && '--all'].filter(Boolean);
  if (given.length > 1)
    self.error(`error: ${given.join(' and ')} were given. Accepted: one of them.`);
}

function billingDay(text: string): string {
  if (isBillingDay(text)) return text;
  throw new InvalidArgumentError('Accepted: a day, such as 2018-12-27.');
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}
