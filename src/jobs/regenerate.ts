import type { Month } from '../calendar/month.ts';

/** Documents to rebuild, and from what; all documents without `number` and `month`. */
export interface RegenerateOptions {
  number?: string | undefined;
  month?: Month | undefined;
  /** Measures the usage again too, from the lake's segments or from the delivered files. */
  from?: 'segments' | 'files' | undefined;
  /** Folder for the reports; absent = `out/<month>/` of the workspace. */
  out?: string | undefined;
}

/** A document that was rebuilt and compared with the issued one. */
export interface RegeneratedDocument {
  number: string;
  /** SHA-256 of the JSON file as issued, lower-case hex. */
  sha256: string;
  /** File name → SHA-256 of the written file. */
  report_sha256: Record<string, string>;
  /** Input of the rebuild: facts, also raw data, or none (`ledger`: only printed as issued). */
  source: 'facts' | 'segments' | 'files' | 'ledger';
  /** Origin of the pages: rendered as they were sent, the stored ones, or rendered by this version. */
  rendered: 'identical' | 'kept from the issue' | 'by this version';
  /** Paths of the written files, relative to the workspace. */
  reports: string[];
  /** Differences from the issued document; empty if there are none. */
  differences: string[];
}
