import { Command } from 'commander';
import type { Jobs } from '../jobs/jobs.ts';
import { addApprove } from './commands/approve.ts';
import { addClose } from './commands/close.ts';
import { addGroup, colorOption, logFormatOption } from './commands/command.ts';
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
  const program = new Command('imbill')
    .description('Turns raw usage logs of an instant-messaging cloud into exact monthly invoices.')
    .version(version)
    .option('--workspace <dir>', 'folder of the workspace; before or after the command')
    .option('--json', 'print one JSON document on stdout; before or after the command')
    .addOption(logFormatOption())
    .addOption(colorOption())
    .showHelpAfterError('(imbill --help lists commands and options)')
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.say(text),
    })
    .hook('preAction', (_program, action) => output.begin?.(commandText(action)))
    // A command can have an option named like one of the program: export focus --version.
    .enablePositionalOptions()
    .exitOverride();

  addInit(program, cli);
  addLoad(program, cli);
  addSourcesTry(addGroup(program, 'sources', 'Try a log that imbill has never read'), cli);
  addReady(program, cli);
  addRun(program, cli);
  addApprove(program, cli);
  addSimulate(program, cli);
  addCorrect(program, cli);
  addClose(program, cli);
  addRefund(program, cli);

  const invoice = addGroup(program, 'invoice', 'List, show, prove or void issued invoices');
  addInvoiceList(invoice, cli);
  addInvoiceShow(invoice, cli);
  addInvoiceVoid(invoice, cli);
  addInvoiceProve(invoice, cli);
  addInvoiceRegenerate(invoice, cli);
  addInvoiceExplain(invoice, cli);
  addInvoiceVerify(invoice, cli);

  addExplain(program, cli);
  addDue(program, cli);

  addKey(addGroup(program, 'key', 'Make, show or change the key that signs the log'), cli);

  const engine = addGroup(program, 'engine', 'Check a Spark cluster, or count by a script');
  addEngineCheck(engine, cli);
  addEngineJob(engine, cli);

  const exports = addGroup(program, 'export', 'Export the ledger, usage, charges or invoices');
  addExportLedger(exports, cli);
  addExportData(exports, cli);
  addExportFocus(exports, cli);
  addExportJournal(exports, cli);

  const imports = addGroup(program, 'import', 'Import an exported ledger');
  addImportLedger(imports, cli);

  const prices = addGroup(program, 'prices', 'List, show, compare or check price books');
  addPricesList(prices, cli);
  addPricesShow(prices, cli);
  addPricesDiff(prices, cli);
  addPricesSchema(prices, cli);
  addPricesCheck(prices, cli);

  const log = addGroup(program, 'log', "Show the ledger's log, and let witnesses cosign it");
  addLogShow(log, cli);
  addLogRequest(log, cli);
  addLogAdd(log, cli);

  addWitness(program, cli);

  const worker = addGroup(program, 'worker', 'Prepare a Spark cluster to load files');
  addWorkerPack(worker, cli);

  addSql(program, cli);
  addServe(program, cli);
  addReport(program, cli);
  addStatus(program, cli);
  addDoctor(program, cli);
  addErase(program, cli);
  addRetain(program, cli);
  addCompletion(program, cli);
  return program;
}

/** Names a command and its month. Other values stay out of logs: they can name users. */
function commandText(command: Command): string {
  const { month } = command.opts<{ month?: string }>();
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return [...names, ...(month === undefined ? [] : ['--month', month])].join(' ');
}
