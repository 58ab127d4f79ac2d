import type { BillingDay } from '../calendar/billing-day.ts';
import type { Month } from '../calendar/month.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { AlertReport } from './alerts.ts';
import type { ApproveOptions, ApproveResult } from './approve.ts';
import type { ExportedLedger, ExportLedgerOptions, ImportedLedger } from './archive.ts';
import type { ClosedMonth, CloseOptions, ReopenedMonth, ReopenOptions } from './close.ts';
import type { CorrectionOptions, CorrectionResult } from './correct.ts';
import type { Diagnosis } from './doctor.ts';
import type { DueOptions, DueResult } from './due.ts';
import type { CheckedEngine, EngineJob, EngineJobOptions } from './engine.ts';
import type { ErasedUser, EraseOptions, RetainedRows, RetainOptions } from './erase.ts';
import type { ExplainOptions, Explanation } from './explain.ts';
import type { ExplainedMonth } from './explain-month.ts';
import type {
  DataExport,
  ExportDataOptions,
  ExportFocusOptions,
  ExportJournalOptions,
  FocusExport,
  JournalExport,
} from './exports.ts';
import type { FetchOptions, FetchResult } from './fetch.ts';
import type { HookReport } from './hooks.ts';
import type { CreatedWorkspace, InitOptions } from './init.ts';
import type { ListedInvoice, ShownInvoice } from './invoices.ts';
import type { JobContext } from './job-context.ts';
import type { LoadOptions, LoadResult, ModelReport } from './load.ts';
import type { LogReport, NewKeyOptions, RotatedKey, ShownKey } from './log.ts';
import type {
  AddedCosignatures,
  LogRequest,
  LogRequestOptions,
  ShownCheckpoints,
} from './log-checkpoints.ts';
import type { MetricFamily } from './metrics.ts';
import type { OpenItems } from './open-items.ts';
import type { ServeOptions, WrittenPages } from './pages.ts';
import type {
  BookChoice,
  BookSeries,
  DatedBook,
  DiffOptions,
  PriceCheck,
  PriceDiff,
} from './prices.ts';
import type { KeptTimeStamp, Proofs, ProveOptions } from './prove.ts';
import type { ReadyResult } from './ready.ts';
import type { CalculatedRefund, RefundOptions } from './refund.ts';
import type { RegeneratedDocument, RegenerateOptions } from './regenerate.ts';
import type { RunOptions, RunResult } from './run.ts';
import type { SimulateOptions, Simulation } from './simulate.ts';
import type { SqlAnswer, SqlLimits, SqlRequest, SqlSession } from './sql.ts';
import type { OwnedAppStatus, WorkspaceStatus } from './status.ts';
import type { TriedSource, TryOptions } from './try-source.ts';
import type { Verification, VerifiedFile, VerifyOptions } from './verify.ts';
import type { VoidOptions, VoidResult } from './void.ts';
import type { WithdrawOptions, WithdrawResult } from './withdraw.ts';
import type { Witnessed, WitnessOptions } from './witness.ts';
import type { PackedWorker, WorkerPackOptions } from './worker.ts';

/** A piece of work that a command starts. */
type Job<Options, Result> = (context: JobContext, options: Options) => Promise<Result>;

/** Result of a load, and what it leaves outstanding. */
export interface LoadReport extends LoadResult, ModelReport, OpenItems, AlertReport {}

/** All jobs, by name; `pipeline/main.ts` hands them to the command line. */
export interface Jobs {
  init: Job<InitOptions, CreatedWorkspace>;
  fetch: Job<FetchOptions, FetchResult>;
  trySource: Job<TryOptions, TriedSource>;
  /** Returns today in the time zone of the workspace. */
  today(context: Pick<JobContext, 'workspace'>): Promise<BillingDay>;
  load: Job<LoadOptions, LoadReport & LogReport & HookReport>;
  withdraw: Job<WithdrawOptions, WithdrawResult & LogReport>;
  run: Job<{ month: Month } & RunOptions, RunResult & LogReport & HookReport>;
  preview: Job<Month, RunResult & HookReport>;
  ready: Job<Month, ReadyResult>;
  approve: Job<ApproveOptions, ApproveResult & LogReport>;
  close: Job<CloseOptions, ClosedMonth & LogReport>;
  reopen: Job<ReopenOptions, ReopenedMonth & LogReport>;
  correct: Job<CorrectionOptions, CorrectionResult & LogReport>;
  voidInvoice: Job<VoidOptions, VoidResult & LogReport>;
  simulate: Job<SimulateOptions, Simulation>;
  listInvoices: Job<{ month: Month | undefined }, ListedInvoice[]>;
  showInvoice: Job<string, ShownInvoice>;
  due: Job<DueOptions, DueResult>;
  regenerate: Job<RegenerateOptions, RegeneratedDocument[]>;
  prove: Job<ProveOptions, Proofs>;
  /** Gets the path of the reply. */
  keepTimeStamp: Job<string, KeptTimeStamp>;
  explain: Job<ExplainOptions, Explanation>;
  explainMonth: Job<Month, ExplainedMonth>;
  verify: Job<VerifyOptions, Verification>;
  verifyFile: Job<string, VerifiedFile>;
  newKey: Job<NewKeyOptions, ShownKey>;
  showKey: Job<string | undefined, ShownKey>;
  rotateKey: Job<string, RotatedKey>;
  checkEngine: Job<void, CheckedEngine>;
  engineJob: Job<EngineJobOptions, EngineJob>;
  exportLedger: Job<ExportLedgerOptions, ExportedLedger>;
  importLedger: Job<string, ImportedLedger>;
  exportData: Job<ExportDataOptions, DataExport>;
  exportFocus: Job<ExportFocusOptions, FocusExport>;
  exportJournal: Job<ExportJournalOptions, JournalExport>;
  listPrices: Job<void, DatedBook[]>;
  showPrices: Job<BookChoice, PriceBook>;
  showPriceList: Job<string, BookSeries>;
  diffPrices: Job<DiffOptions, PriceDiff>;
  priceSchema: Job<void, string>;
  checkPrices: Job<void, PriceCheck>;
  askSql: Job<SqlRequest, SqlAnswer>;
  openSql: Job<SqlLimits, SqlSession>;
  serve: Job<ServeOptions, void>;
  writePages: Job<{ out: string | undefined }, WrittenPages>;
  witness: Job<WitnessOptions, Witnessed>;
  showLog: Job<void, ShownCheckpoints>;
  requestWitness: Job<LogRequestOptions, LogRequest>;
  addCosignatures: Job<string, AddedCosignatures>;
  packWorker: Job<WorkerPackOptions, PackedWorker>;
  status: Job<void, WorkspaceStatus>;
  metrics: Job<void, MetricFamily[]>;
  doctor: Job<void, Diagnosis>;
  erase: Job<EraseOptions, ErasedUser>;
  retain: Job<RetainOptions, RetainedRows>;
  refund: Job<RefundOptions, CalculatedRefund>;
  appStatus: Job<{ app: string; on: string | undefined }, OwnedAppStatus>;
}
