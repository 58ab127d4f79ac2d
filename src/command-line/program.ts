import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../base/package-root.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { addApprove } from './commands/approve.ts';
import { resolveMonths } from './commands/arguments.ts';
import { addClose } from './commands/close.ts';
import {
  addGroup,
  type CommandLine,
  colorOption,
  contextOf,
  described,
  type GlobalOptions,
  logFormatOption,
  wordsOf,
} from './commands/command.ts';
import { addCompletion } from './commands/completion.ts';
import { addCorrect } from './commands/correct.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDue } from './commands/due.ts';
import { addEngineCheck } from './commands/engine-check.ts';
import { addEngineJob } from './commands/engine-job.ts';
import { addErase } from './commands/erase.ts';
import { addExplain } from './commands/explain.ts';
import { addExportData } from './commands/export-data.ts';
import { addExportFocus } from './commands/export-focus.ts';
import { addExportJournal } from './commands/export-journal.ts';
import { addExportLedger } from './commands/export-ledger.ts';
import { addFetch } from './commands/fetch.ts';
import { addImportLedger } from './commands/import-ledger.ts';
import { addInit } from './commands/init.ts';
import { addInvoiceExplain } from './commands/invoice-explain.ts';
import { addInvoiceList } from './commands/invoice-list.ts';
import { addInvoiceProve } from './commands/invoice-prove.ts';
import { addInvoiceRegenerate } from './commands/invoice-regenerate.ts';
import { addInvoiceShow } from './commands/invoice-show.ts';
import { addInvoiceVerify } from './commands/invoice-verify.ts';
import { addInvoiceVoid } from './commands/invoice-void.ts';
import { addKey } from './commands/key.ts';
import { addLoad } from './commands/load.ts';
import { addLogAdd } from './commands/log-add.ts';
import { addLogRequest } from './commands/log-request.ts';
import { addLogShow } from './commands/log-show.ts';
import { addPricesCheck } from './commands/prices-check.ts';
import { addPricesDiff } from './commands/prices-diff.ts';
import { addPricesList } from './commands/prices-list.ts';
import { addPricesSchema } from './commands/prices-schema.ts';
import { addPricesShow } from './commands/prices-show.ts';
import { addReady } from './commands/ready.ts';
import { addRefund } from './commands/refund.ts';
import { addReport } from './commands/report.ts';
import { addRetain } from './commands/retain.ts';
import { addRun } from './commands/run.ts';
import { addServe } from './commands/serve.ts';
import { addSimulate } from './commands/simulate.ts';
import { addSourcesTry } from './commands/sources-try.ts';
import { addSql } from './commands/sql.ts';
import { addStatus } from './commands/status.ts';
import { addWitness } from './commands/witness.ts';
import { addWorkerPack } from './commands/worker-pack.ts';
import type { Output } from './print/output.ts';

/** Creates the command line: it parses arguments, calls jobs and prints their results. */
export function createProgram(jobs: Jobs, output: Output, version: string): Command {
  const cli = { jobs, output };
  const summary = 'Turns raw usage logs of an instant-messaging cloud into exact monthly invoices.';
  const program = described(new Command('imbill'), summary, [
    'imbill init demo --sample',
    'imbill run --month 2026-09 --workspace demo',
    'imbill invoice show INV-2026-000001 --workspace demo',
    'imbill run --month previous --workspace billing',
  ])
    .version(version)
    .option('--workspace <dir>', 'folder of the workspace; before or after the command')
    .option('--json', 'print one JSON document on stdout; before or after the command')
    .addOption(logFormatOption())
    .addOption(colorOption())
    .addHelpText('after', () => `\nManual: ${join(packageRoot(), 'docs')}`)
    .configureOutput({
      writeOut: (text) => output.result(output.named?.(text) ?? text),
      writeErr: (text) => output.say(text),
    })
    .hook('preAction', async (_program, action) => {
      const context = contextOf(action.optsWithGlobals<GlobalOptions>(), output, 'imbill');
      await resolveMonths(action, () => jobs.today(context));
      output.begin?.(commandText(action));
    })
    // A command can have an option named like one of the program: export focus --version.
    .enablePositionalOptions()
    .exitOverride();

  program.commandsGroup('Begin:');
  addInit(program, cli);
  addFetch(program, cli);
  addLoad(program, cli);
  addSourcesTry(
    addGroup(program, 'sources', 'Try a log that imbill has never read', [
      'imbill sources try export.csv',
    ]),
    cli,
  );
  addReady(program, cli);

  program.commandsGroup('Bill a month:');
  addRun(program, cli);
  addApprove(program, cli);
  addCorrect(program, cli);
  addClose(program, cli);

  program.commandsGroup('Look at the numbers:');
  addStatus(program, cli);
  addInvoices(program, cli);
  addDue(program, cli);
  addSql(program, cli);
  addServe(program, cli);
  addReport(program, cli);

  program.commandsGroup('Look up and compare prices:');
  addPrices(program, cli);
  addSimulate(program, cli);
  addRefund(program, cli);

  program.commandsGroup('Explain and prove:');
  addExplain(program, cli);
  addLog(program, cli);
  addKey(
    addGroup(program, 'key', 'Make, show or change the key that signs the log', [
      'imbill key new ../imbill.key --name example.com/ledger',
      'imbill key show --workspace demo',
    ]),
    cli,
  );
  addWitness(program, cli);

  program.commandsGroup('Take data out, bring it back:');
  addExports(program, cli);
  const imports = addGroup(program, 'import', 'Import an exported ledger', [
    'imbill import ledger archive/2026 --workspace restored',
  ]);
  addImportLedger(imports, cli);

  program
    .commandsGroup('Keep it in order:')
    .helpCommand('help [command]', 'Show the help of a command');
  addDoctor(program, cli);
  addErase(program, cli);
  addRetain(program, cli);
  addCompletion(program, cli);

  program.commandsGroup('Use a Spark cluster:');
  addEngine(program, cli);
  const worker = addGroup(program, 'worker', 'Prepare a Spark cluster to load files', [
    'imbill worker pack --out worker.tgz',
  ]);
  addWorkerPack(worker, cli);
  return program;
}

function addInvoices(program: Command, cli: CommandLine): void {
  const invoice = addGroup(program, 'invoice', 'List, show, prove or void issued invoices', [
    'imbill invoice list --workspace demo',
    'imbill invoice show INV-2026-000001 --workspace demo',
    'imbill invoice verify --workspace demo',
  ]);
  addInvoiceList(invoice, cli);
  addInvoiceShow(invoice, cli);
  addInvoiceVoid(invoice, cli);
  addInvoiceProve(invoice, cli);
  addInvoiceRegenerate(invoice, cli);
  addInvoiceExplain(invoice, cli);
  addInvoiceVerify(invoice, cli);
}

function addPrices(program: Command, cli: CommandLine): void {
  const prices = addGroup(program, 'prices', 'List, show, compare or check price books', [
    'imbill prices list',
    'imbill prices show tencent-im',
    'imbill prices diff 2018-09-14 2018-12-27',
    'imbill prices check --workspace demo',
  ]);
  addPricesList(prices, cli);
  addPricesShow(prices, cli);
  addPricesDiff(prices, cli);
  addPricesSchema(prices, cli);
  addPricesCheck(prices, cli);
}

function addLog(program: Command, cli: CommandLine): void {
  const log = addGroup(program, 'log', "Show the ledger's log, and let witnesses cosign it", [
    'imbill log show --workspace demo',
    'imbill log add cosigned.checkpoint --workspace demo',
  ]);
  addLogShow(log, cli);
  addLogRequest(log, cli);
  addLogAdd(log, cli);
}

function addExports(program: Command, cli: CommandLine): void {
  const exports = addGroup(program, 'export', 'Export the ledger, usage, charges or invoices', [
    'imbill export charges --month 2026-09 --workspace demo > charges.csv',
    'imbill export workbook --month 2026-09 --out 2026-09.xlsx --workspace demo',
    'imbill export ledger archive/2026 --workspace demo',
  ]);
  addExportLedger(exports, cli);
  addExportData(exports, cli);
  addExportFocus(exports, cli);
  addExportJournal(exports, cli);
}

function addEngine(program: Command, cli: CommandLine): void {
  const engine = addGroup(program, 'engine', 'Check a Spark cluster, or count by a script', [
    'imbill engine check --workspace demo',
    'imbill engine job --month 2026-09 --out job.sql',
  ]);
  addEngineCheck(engine, cli);
  addEngineJob(engine, cli);
}

/** Names a command and its month. Other values stay out of logs: they can name users. */
function commandText(command: Command): string {
  const { month } = command.opts<{ month?: string }>();
  return [...wordsOf(command), ...(month === undefined ? [] : ['--month', month])].join(' ');
}
