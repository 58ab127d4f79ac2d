import { exitCodes, UserError } from '../src/base/errors.ts';
import type { HookReport } from '../src/jobs/hooks.ts';
import type { JobContext } from '../src/jobs/job-context.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { LogReport } from '../src/jobs/log.ts';
import type { Verification } from '../src/jobs/verify.ts';
import type { NotedJob } from '../src/warehouse/job-notes.ts';
import type { Effects, ReadEffects, SandboxEffects, SnapshotEffects } from './effects/effects.ts';
import type { Notice } from './effects/with-hooks.ts';

/** Parts of the process that a test replaces. */
export interface ProcessEffects {
  /** Returns milliseconds since the epoch. */
  now?(): number;
  /** Script of the sandbox; absent = the package's own. */
  script?: string;
  /** Most milliseconds that a command of `on` may take. */
  hookMilliseconds?: number;
  /** Milliseconds before each further try of a request; absent = those of fetch. */
  waits?: readonly number[];
}

/**
 * Returns all jobs, each with the effects that it needs. A job imports its modules when it is
 * called, so that a command starts without those of the others.
 */
export function createJobs({
  now = Date.now,
  script,
  hookMilliseconds,
  waits,
}: ProcessEffects = {}): Jobs {
  return {
    async init(_context, options) {
      const { init } = await import('./workspace/init.ts');
      return init(options);
    },
    async fetch(context, options) {
      const { fetchObjects } = await import('./fetch/fetch.ts');
      await setFileAccessOf(context);
      return fetchObjects(options, {
        ...context,
        now,
        environment: process.env,
        ...(waits && { waits }),
      });
    },
    async trySource(context, options) {
      const { trySource } = await import('./sources/try-source.ts');
      return trySource(context, options, now);
    },
    async today({ workspace }) {
      const { todayIn } = await import('./effects/today.ts');
      return todayIn({ workspace, now });
    },
    async load(context, options) {
      const { loadOnly } = await import('./run-month.ts');
      const { noticesOfLoad } = await import('./report/notices.ts');
      return withHooks(context, noticesOfLoad, () =>
        noted('load', context, () => withLog(context, (effects) => loadOnly(effects, options))),
      );
    },
    async withdraw(context, options) {
      const { withdrawAndPublish } = await import('./correct/withdraw.ts');
      return withLog(context, (effects) => withdrawAndPublish(options, effects));
    },
    async run(context, { month, ...options }) {
      const { runMonth } = await import('./run-month.ts');
      const { noticesOfRun } = await import('./report/notices.ts');
      return withHooks(context, noticesOfRun, () =>
        noted('run', context, () =>
          withLog(context, (effects) => runMonth(month, effects, options)),
        ),
      );
    },
    async preview(context, month) {
      const { previewMonth } = await import('./run-month.ts');
      const { noticesOfRun } = await import('./report/notices.ts');
      return withHooks(context, noticesOfRun, () =>
        noted('preview', context, () =>
          withWarehouse(context, (effects) => previewMonth(month, effects)),
        ),
      );
    },
    async ready(context, month) {
      const { readyMonth } = await import('./ready-month.ts');
      return withWarehouse(context, (effects) => readyMonth(month, effects));
    },
    async approve(context, options) {
      const { approveAndPublish } = await import('./approve/approve.ts');
      return withLog(context, (effects) => approveAndPublish(options, effects));
    },
    async close(context, options) {
      const { closeAndPublish } = await import('./close/close.ts');
      return withLog(context, (effects) => closeAndPublish(options, effects));
    },
    async reopen(context, options) {
      const { reopenAndPublish } = await import('./close/reopen.ts');
      return withLog(context, (effects) => reopenAndPublish(options, effects));
    },
    async correct(context, options) {
      const { correctAndReport } = await import('./correct/correct.ts');
      return noted('correct', context, () =>
        withLog(context, (effects) => correctAndReport(options, effects)),
      );
    },
    async voidInvoice(context, options) {
      const { voidAndReport } = await import('./correct/void-invoice.ts');
      return withLog(context, (effects) => voidAndReport(options, effects));
    },
    async simulate(context, options) {
      const { simulate } = await import('./simulate/simulate.ts');
      await setFileAccessOf(context);
      return simulate(options, context);
    },
    async listInvoices(context, options) {
      const { listInvoices } = await import('./ask/invoices.ts');
      return withSnapshot(context, (effects) => listInvoices(options, { ...effects, now }));
    },
    async showInvoice(context, number) {
      const { showInvoice } = await import('./ask/invoices.ts');
      return withSnapshot(context, (effects) => showInvoice(number, effects));
    },
    async due(context, options) {
      const { listDue } = await import('./ask/due.ts');
      return withWarehouse(context, (effects) => listDue(options, effects));
    },
    async regenerate(context, options) {
      const { regenerate } = await import('./prove/regenerate.ts');
      return withLedger(context, (effects) => regenerate(options, effects));
    },
    async prove(context, options) {
      const { prove } = await import('./prove/prove.ts');
      return withLedger(context, (effects) => prove(options, effects));
    },
    async keepTimeStamp(context, file) {
      const { keepTimeStamp } = await import('./prove/keep-time-stamp.ts');
      return withWarehouse(context, (effects) => keepTimeStamp(file, effects));
    },
    async explain(context, options) {
      const { explain } = await import('./prove/explain.ts');
      return withLedger(context, (effects) => explain(options, effects));
    },
    async explainMonth(context, month) {
      const { explainMonth } = await import('./prove/explain-month.ts');
      return withLedger(context, (effects) => explainMonth(month, effects));
    },
    async verify(context, options) {
      const { verify } = await import('./prove/verify.ts');
      const work = () => withLedger(context, (effects) => verify(options, effects));
      // Only the verification of everything says that all is well.
      const isWhole = options.number === undefined && options.month === undefined;
      return isWhole && !options.isQuick ? noted('verify', context, work, exitCodeOf) : work();
    },
    async verifyFile(context, file) {
      const { verifyFile } = await import('./prove/verify-file.ts');
      return withLedger(context, (effects) => verifyFile(file, effects));
    },
    async newKey(_context, options) {
      const { newKey } = await import('./log/keys.ts');
      return newKey(options);
    },
    async showKey(context, file) {
      const { showKey } = await import('./log/keys.ts');
      return showKey(file, context);
    },
    async rotateKey(context, to) {
      const { rotateKey } = await import('./log/rotate-key.ts');
      return withWarehouse(context, (effects) => rotateKey(to, effects));
    },
    async checkEngine(context) {
      const { checkEngine } = await import('./engine/check-engine.ts');
      const { withCluster } = await import('./effects/with-spark.ts');
      return withCluster(context, checkEngine);
    },
    async engineJob(context, options) {
      const { engineJob } = await import('./engine/engine-job.ts');
      return withWarehouse({ ...context, engine: 'spark' }, (effects) =>
        engineJob(options, { ...effects, spark: effects.spark! }),
      );
    },
    async exportLedger(context, options) {
      const { exportLedger } = await import('./archive/export-ledger.ts');
      return withWarehouse(context, (effects) => exportLedger(options, effects));
    },
    async importLedger(context, dir) {
      const { importLedger } = await import('./archive/import-ledger.ts');
      return importLedger(dir, context);
    },
    async exportData(context, options) {
      const { exportData } = await import('./archive/export-data.ts');
      await setFileAccessOf(context);
      return inSandbox(context, (effects) => exportData(options, effects));
    },
    async exportFocus(context, options) {
      const { exportFocus } = await import('./archive/export-focus.ts');
      await setFileAccessOf(context);
      const { threads } = context;
      return withSnapshot(context, (effects) => exportFocus(options, { ...effects, threads }));
    },
    async exportJournal(context, options) {
      const { exportJournal } = await import('./archive/export-journal.ts');
      return withLedger(context, (effects) => exportJournal(options, effects));
    },
    async listPrices({ workspace }) {
      const { listBooks } = await import('./price/inspect-books.ts');
      return listBooks(workspace);
    },
    async showPrices({ workspace }, choice) {
      const { readBook } = await import('./price/inspect-books.ts');
      return readBook(choice, workspace);
    },
    async showPriceList({ workspace }, list) {
      const { readSeries } = await import('./price/inspect-books.ts');
      return readSeries(list, { workspace, now });
    },
    async diffPrices({ workspace }, options) {
      const { compareBooks } = await import('./price/inspect-books.ts');
      return compareBooks(options, workspace);
    },
    async checkPrices({ workspace }) {
      const { checkBooks } = await import('./price/inspect-books.ts');
      return checkBooks(workspace);
    },
    async priceSchema() {
      const { editorSchemaText } = await import('../src/prices/editor-schema.ts');
      return editorSchemaText();
    },
    async askSql(context, request) {
      const { askSql } = await import('./ask/ask-sql.ts');
      return inSandbox(context, (effects) => askSql(request, effects));
    },
    async openSql({ workspace, threads }, limits) {
      const { openSql } = await import('./ask/open-sql.ts');
      return openSql(limits, { workspace, threads, script });
    },
    async serve(context, options) {
      const { serve } = await import('./pages/serve.ts');
      return serve(options, { ...context, now, ...(script !== undefined && { script }) });
    },
    async writePages(context, options) {
      const { writePages } = await import('./pages/write-pages.ts');
      await setFileAccessOf(context);
      return writePages(options, { ...context, now, script });
    },
    async witness({ say }, options) {
      const { witness } = await import('./witness/witness.ts');
      return witness(options, { now, say });
    },
    async showLog(context) {
      const { showLog } = await import('./witness/show-log.ts');
      return withLedger(context, showLog);
    },
    async requestWitness(context, options) {
      const { requestWitness } = await import('./witness/request-witness.ts');
      return withLedger(context, (effects) => requestWitness(options, effects));
    },
    async addCosignatures(context, file) {
      const { addCosignatures } = await import('./witness/add-cosignatures.ts');
      return withWarehouse(context, (effects) => addCosignatures(file, effects));
    },
    async packWorker(_context, options) {
      const { pack } = await import('./worker/pack.ts');
      return pack(options);
    },
    async status(context) {
      const { readStatus } = await import('./workspace/status.ts');
      return withSnapshot(context, (effects) => readStatus({ ...effects, now }));
    },
    async metrics(context) {
      const { readMetrics } = await import('./workspace/metrics.ts');
      return withSnapshot(context, (effects) => readMetrics({ ...effects, now }));
    },
    async doctor({ workspace }) {
      const { diagnose } = await import('./workspace/doctor/doctor.ts');
      const { thisMachine } = await import('./workspace/doctor/machine.ts');
      return diagnose(workspace, thisMachine(now));
    },
    async erase(context, options) {
      const { eraseAndPublish } = await import('./erase/erase.ts');
      return thenFinished(context, (effects) => eraseAndPublish(options, effects));
    },
    async retain(context, options) {
      const { retainAndPublish } = await import('./erase/retain.ts');
      return thenFinished(context, (effects) => retainAndPublish(options, { ...effects, now }));
    },
    async refund({ workspace }, options) {
      const { calculateRefund } = await import('./workspace/refund.ts');
      return calculateRefund(options, { workspace, now });
    },
    async appStatus({ workspace }, options) {
      const { readAppStatus } = await import('./workspace/app-status.ts');
      return readAppStatus(options, { workspace, now });
    },
  };

  /** Runs a job and notes its end, for `imbill status --format prometheus`. */
  async function noted<T>(
    job: NotedJob,
    { workspace }: JobContext,
    work: () => Promise<T>,
    exitCodeOf?: (result: T) => number,
  ): Promise<T> {
    const { notedJob } = await import('./effects/noted-job.ts');
    return notedJob({ workspace, job, now }, work, exitCodeOf);
  }

  async function inSandbox<T>(
    { workspace, threads }: JobContext,
    work: (effects: SandboxEffects) => Promise<T>,
  ): Promise<T> {
    const { untilSignalled } = await import('./effects/until-signalled.ts');
    return untilSignalled((signal) => work({ workspace, threads, signal, script }));
  }

  async function withHooks<T>(
    context: JobContext,
    noticesOf: (result: T) => Notice[],
    work: () => Promise<T>,
  ): Promise<T & HookReport> {
    const hooks = await import('./effects/with-hooks.ts');
    return hooks.withHooks(context, noticesOf, work, hookMilliseconds);
  }

  /** Runs work that erases, and opens the warehouse again, which removes old texts from the disk. */
  async function thenFinished<T>(
    context: JobContext,
    work: (effects: Effects) => Promise<T>,
  ): Promise<T> {
    const here = { ...context, engine: 'duckdb' } as const;
    const result = await withWarehouse(here, work);
    await withWarehouse(here, () => Promise.resolve()).catch((error) => {
      if (!(error instanceof UserError) || error.exitCode !== exitCodes.locked) throw error;
      context.say('Another command has the workspace now. It removes what is left on the disk.\n');
    });
    return result;
  }

  /** Runs a job that writes, and adds the state of the log to its result. */
  async function withLog<T>(
    context: JobContext,
    work: (effects: Effects) => Promise<T>,
  ): Promise<T & LogReport> {
    const { publishLog } = await import('./effects/publish-log.ts');
    return withWarehouse(context, async (effects) => {
      const result = await work(effects);
      return { ...result, log: await publishLog(effects) };
    });
  }

  async function withWarehouse<T>(
    context: JobContext,
    work: (effects: Effects) => Promise<T>,
  ): Promise<T> {
    const opened = await import('./effects/with-warehouse.ts');
    return opened.withWarehouse(context, (effects) => work({ ...effects, now, script }));
  }
}

/** Returns the exit code of a verification. */
function exitCodeOf({ differences }: Verification): number {
  return differences.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function withLedger<T>(
  context: JobContext,
  work: (effects: ReadEffects) => Promise<T>,
): Promise<T> {
  const opened = await import('./effects/with-warehouse.ts');
  return opened.withLedger(context, work);
}

async function withSnapshot<T>(
  { workspace }: JobContext,
  work: (effects: SnapshotEffects) => Promise<T>,
): Promise<T> {
  const opened = await import('../src/snapshot/read/with-snapshot.ts');
  return opened.withSnapshot(workspace, (snapshot) => work({ workspace, snapshot }));
}

/** Makes the files of a job readable as imbill.yaml says. */
async function setFileAccessOf({ workspace }: JobContext): Promise<void> {
  const { useFileAccessOf } = await import('./effects/file-access.ts');
  await useFileAccessOf(workspace);
}
