import type { ViewProblem } from '../analyst/views/view.ts';
import type { Progress } from '../base/progress.ts';
import type { Month } from '../calendar/month.ts';
import type {
  BilingualText,
  DocumentKind,
  InvoiceDocument,
  PriceBookReference,
} from '../invoice/document.ts';
import type { SimulationDocument } from '../invoice/simulation.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import type { Versions } from '../ledger/billing-facts.ts';
import type { Cause } from '../ledger/cause-texts.ts';
import type { Difference } from '../ledger/difference.ts';
import type { DocumentState } from '../ledger/document-states.ts';
import type { LateMonth } from '../warehouse/late-data.ts';
import type { LoadTotals } from '../warehouse/load-records.ts';
import type { RejectedLine } from '../warehouse/rejected-lines.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the commands that write need of the pipeline; handed in by `pipeline/main.ts`. */
export interface Jobs {
  load(context: JobContext, options?: AgainOptions): Promise<LoadResult & ModelReport>;
  withdraw(options: WithdrawOptions, context: JobContext): Promise<WithdrawResult>;
  run(month: Month, context: JobContext): Promise<RunResult>;
  preview(month: Month, context: JobContext): Promise<RunResult>;
  correct(options: CorrectionOptions, context: JobContext): Promise<CorrectionResult>;
  voidInvoice(options: VoidOptions, context: JobContext): Promise<VoidResult>;
  simulate(options: SimulateOptions, context: JobContext): Promise<Simulation>;
  regenerate(options: RegenerateOptions, context: JobContext): Promise<RegeneratedDocument[]>;
  exportLedger(
    options: { dir: string; withLake: boolean },
    context: JobContext,
  ): Promise<ExportedLedger>;
  importLedger(dir: string, context: JobContext): Promise<ImportedLedger>;
  explain(options: ExplainOptions, context: JobContext): Promise<Explanation>;
  verify(options: VerifyOptions, context: JobContext): Promise<Verification>;
  verifyFile(file: string, context: JobContext): Promise<VerifiedFile>;
  serve(options: ServeOptions, context: JobContext): Promise<void>;
  writePages(options: { out: string | undefined }, context: JobContext): Promise<WrittenPages>;
}

export interface JobContext {
  workspace: Workspace;
  /** The command as typed, for whoever finds the workspace locked. */
  command: string;
  threads: number;
  progress: Progress;
}

/** What a person asks of a load. */
export interface AgainOptions {
  /** A kind of source, a path or a glob: what matches it is read again, whether it changed or not. */
  again?: string | undefined;
  /** Why; kept in the audit. */
  reason?: string | undefined;
}

/** What a load took in. Source: DESIGN, "The command line". */
export interface LoadResult extends LoadTotals {
  /** Files that the sources match and that were known already, unchanged. */
  known: number;
  /** Unfinished and hidden files that are no deliveries, by path. */
  left_out: string[];
  /** Files that hold other content than before, by path. */
  changed: string[];
  /** Files of which no login succeeded, by path. */
  all_failed: FailedFile[];
  /** The same, with the batch that each held: it counts no more. */
  replaced: { path: string; batch_id: number }[];
  /** Files to which lines were appended, by path, and how many. */
  grown: { path: string; lines: number }[];
  /** Files that were read again by other settings or on request, by path. */
  read_again: ReadAgain[];
  /** Known files that would be read again and are gone; their rows count as they were read. */
  gone: { path: string; batch_id: number; because: 'settings' | 'asked' }[];
  /** Bandwidth files without a node that hold the same as another file, which counts once. */
  same_content: { path: string; same_as: string }[];
  /** Globs of the settings that match no file. */
  unmatched: string[];
  /** Issued months that files of this load hold rows of. */
  late: LateMonth[];
  /** Files of this load that hold what was withdrawn; it stays withdrawn. */
  withdrawn: WithdrawnFile[];
  /** The first lines that were rejected within `rejects.max_share`. */
  first_rejects: RejectedLine[];
}

/** A file of which no login succeeded. */
export interface FailedFile {
  path: string;
  /** The most frequent results. */
  words: string[];
}

/** A known file that was read again. */
export interface ReadAgain {
  path: string;
  because: 'settings' | 'asked';
  /** Whether it came to other rows, which now count in place of those before. */
  has_other_rows: boolean;
}

/** What a job says of the analysts' own views. */
export interface ModelReport {
  /** Files of `models` in imbill.yaml that are no view of the snapshot, by path. */
  model_problems: ViewProblem[];
}

/** A file that holds what a withdrawn batch held. */
export interface WithdrawnFile {
  [column: string]: string | number;
  path: string;
  batch_id: number;
  /** Why it was withdrawn. */
  reason: string;
}

/** Which file to take back, or to let count again. */
export interface WithdrawOptions {
  action: 'withdraw' | 'restore';
  /** Its batch id, SHA-256 or path. */
  batch: string;
  reason: string | undefined;
}

export interface WithdrawResult {
  action: 'withdraw' | 'restore';
  batch_id: number;
  source: string;
  /** Every path under which it was delivered. */
  paths: string[];
  sha256: string;
  lines: number;
  reason: string;
  /** Months that were counted anew. */
  counted_months: string[];
  /** Issued months that it holds rows of. */
  late: LateMonth[];
}

/** What to correct. */
export interface CorrectionOptions {
  month: Month;
  /** One customer only. */
  customer?: string | undefined;
  /** Month with whose documents the corrections are dated; the one after the last issued if absent. */
  openMonth?: Month | undefined;
  /** Shows the same and issues nothing. */
  isDryRun: boolean;
}

export interface CorrectionResult {
  month: Month;
  /** False for a dry run. */
  issued: boolean;
  /** Month with whose documents the corrections are dated. */
  dated_in: Month;
  /** By customer id; none where the month comes to what was issued. */
  corrections: CorrectedCustomer[];
  /** The documents, in the order of `corrections`. */
  documents: InvoiceDocument[];
  /** Folder, relative to the workspace; absent where nothing was issued. */
  reports?: string;
}

/** A customer's month as issued against as known now; amounts with two decimals. */
export interface CorrectedCustomer {
  number: string;
  kind: DocumentKind;
  refers_to?: string;
  customer_id: string;
  customer_name: string;
  currency: string;
  issued: string;
  now: string;
  difference: string;
  lines: CorrectedLine[];
}

export interface CorrectedLine {
  app_id: string;
  sku: string;
  kind: 'prepaid' | 'postpaid';
  order_id?: string;
  issued: string;
  now: string;
  difference: string;
  causes: Cause[];
}

/** Which invoice to take back as a whole. */
export interface VoidOptions {
  number: string;
  reason: string | undefined;
  openMonth?: Month | undefined;
  /** Whether what is known now is invoiced in its place. */
  isReplaced: boolean;
}

export interface VoidResult {
  number: string;
  month: Month;
  reason: string;
  dated_in: Month;
  credit_note: InvoiceDocument;
  /** Null where nothing is known to invoice, or none was wanted. */
  replacement: InvoiceDocument | null;
  /** Folder, relative to the workspace. */
  reports: string;
}

export interface RunResult extends ModelReport {
  month: Month;
  load: LoadResult;
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  newNumbers: string[];
  outdated: {
    number: string;
    customer_id: string;
    issued_total: string;
    current_total: string;
  }[];
  /** Issued months whose days are cut in another way by the zone data of now. */
  zoneChanged: Month[];
  /** Folder, relative to the workspace. */
  reports: string;
}

/** Which documents to make again, and from what; all without `number` and `month`. */
export interface RegenerateOptions {
  number?: string | undefined;
  month?: Month | undefined;
  /** Also count usage anew, from the lake's segments or from the delivered files. */
  from?: 'segments' | 'files' | undefined;
  /** Folder for the reports; absent = `out/<month>/` of the workspace. */
  out?: string | undefined;
}

/** A document that was made again. */
export interface RegeneratedDocument {
  number: string;
  /** Of the JSON file as issued, lower-case hex. */
  sha256: string;
  /** File name → SHA-256 of the written file. */
  report_sha256: Record<string, string>;
  /** What it was made from: kept facts, also raw data; or only printed as it stands in the ledger. */
  source: 'facts' | 'segments' | 'files' | 'ledger';
  /** Whether today's renderers give the bytes that were sent; if not, those that were kept are written. */
  rendered: 'identical' | 'kept from the issue' | 'by this version';
  /** Paths of the written files, relative to the workspace. */
  reports: string[];
  /** What comes out otherwise than issued; empty if nothing does. */
  differences: string[];
}

/** A ledger as it was written to a folder. Counts are numbers, hashes lower-case hex. */
export interface ExportedLedger {
  dir: string;
  documents: number;
  files: number;
  bytes: number;
  /** Which segments of the lake are there. */
  lake: 'complete' | 'for later months';
  /** Of the last entry; empty where nothing was issued. */
  entry_sha256: string;
  /** Of manifest.json, and so of everything. */
  manifest_sha256: string;
}

/** A ledger as it was brought back. */
export interface ImportedLedger extends ExportedLedger {
  /** Files of the user that stand in the workspace otherwise than in the export, and were left. */
  kept: string[];
}

/** What to verify; everything without `number` and `month`. */
export interface VerifyOptions {
  number?: string | undefined;
  month?: Month | undefined;
  /** Do not read the segments. */
  isQuick: boolean;
}

/** A file that somebody received, against what was issued. */
export interface VerifiedFile {
  /** As the user named it. */
  file: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Whether these very bytes were issued. */
  issued: boolean;
  /** The document that it is, or that it seems to be. */
  number?: string;
  /** Name of the report under which it was issued, or of the one that it seems to be. */
  report?: string;
  /** SHA-256 of that report, where the file is another one. */
  report_sha256?: string;
  month?: string;
  customer_id?: string;
  /** Of the document now: issued, corrected or voided. */
  status?: DocumentState;
  /** What differs from an issued report, in words; only where it was not issued. */
  hint?: string;
}

/** What was looked at, and what is otherwise than it was. */
export interface Verification {
  /** A number, a month, or `all`. */
  scope: string;
  documents: number;
  facts: number;
  reports: number;
  batches: number;
  /** Files of the lake that were read and hashed. */
  segments: number;
  segments_skipped: boolean;
  /** Months of which more is known now than was issued: usage of now need not be that of then. */
  usage_not_compared: string[];
  /** Whether the rows of all tables were compared with what the last command left. */
  sealed: boolean;
  /** Files of `out/` that were compared. */
  out_files: number;
  /** Folders of `out/` that are not there, which is no damage. */
  out_missing: string[];
  /** Files of `out/<month>/` that the ledger does not know, which is no damage. */
  out_unknown: string[];
  differences: Difference[];
}

/** Which lines of which document to explain. */
export interface ExplainOptions {
  number: string;
  sku?: string | undefined;
  appId?: string | undefined;
  /** Also the delivered lines. */
  withRows: boolean;
}

/** Where a document's amounts come from. Numbers are text. */
export interface Explanation {
  number: string;
  month: string;
  customer_id: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** IANA zone in which its days were cut. Both only where the ledger has its facts. */
  time_zone?: string;
  versions?: Versions;
  lines: ExplainedLine[];
}

export interface ExplainedLine {
  app_id: string;
  sku: string;
  amount: string;
  explanation: BilingualText;
  /** Where the price comes from, as its book says. */
  source: string;
  /** The rest only for usage of which the ledger has facts. */
  metric?: string;
  /** The charge as its price book has it, in words. */
  rule?: string;
  /** The book of the list since which the charge has had these terms; a contract may change them. */
  set_by?: PriceBookReference & { source: string };
  /** For `imbill sql`: gives the month's quantity. */
  sql?: string;
  /** What it gives now; null where nothing is counted. */
  quantity_now?: string | null;
  /** Day of the value that decides, and start of its slot. */
  day?: string;
  slot?: string;
  evidence?: LineEvidence;
}

/** What stands behind a day's value. */
export interface LineEvidence {
  /** Delivered files; `users` are distinct within a file, `value` is one that was counted elsewhere. */
  files: { file: string; lines: string; users?: string; value?: string }[];
  /** Of the slot; an empty name for lines without a node. */
  nodes: { node: string; mbps: string }[];
  /** Segments that are not in the lake. */
  missing: string[];
  /** The first ones, by file and line. */
  rows?: EvidenceRow[];
  rows_in_all?: string;
}

export interface EvidenceRow {
  file: string;
  line: string;
  /** RFC 3339, UTC; of a value that was counted elsewhere its day; empty where it was not kept. */
  time: string;
  /** User, node and rate, event and group, or the value. */
  what: string;
}

/** Which issued months to price anew, and by which book. */
export interface SimulateOptions {
  /** File of the price book, as the user named it. */
  file: string;
  from: Month;
  to: Month;
  /** List of the customers; without it the book's own. */
  list: string | undefined;
  /** Whether the book is in force from its own day on, instead of over the whole range. */
  asDated: boolean;
  /** Folder of the reports; without it `out/simulations/…` of the workspace. */
  out: string | undefined;
}

export interface Simulation {
  document: SimulationDocument;
  /** Every charge as CSV. */
  csv: string;
  /** Paths of the written files, those in the workspace relative to it. */
  reports: string[];
}

/** Where the pages are served. */
export interface ServeOptions {
  host: string;
  /** 0 = any that is free. */
  port: number;
  /** Of one query of the SQL box. */
  memoryMegabytes: number;
  timeoutSeconds: number;
  /** Called with the address once requests are taken. */
  onListening(address: string): void;
  /** Where it is told what went wrong while serving. */
  say(text: string): void;
}

/** The pages as a folder that needs no server. */
export interface WrittenPages {
  /** As the user named it, or relative to the workspace. */
  dir: string;
  /** In both languages together. */
  pages: number;
  documents: number;
}
