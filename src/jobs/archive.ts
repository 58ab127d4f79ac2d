/** A folder for the ledger's files. */
export interface ExportLedgerOptions {
  dir: string;
  /** True if all segments of the lake are exported too. */
  withLake: boolean;
}

/** A ledger that was written to a folder. Counts are numbers, hashes lower-case hex. */
export interface ExportedLedger {
  dir: string;
  documents: number;
  files: number;
  bytes: number;
  /** Segments in the export: all, or those that later months need. */
  lake: 'complete' | 'for later months';
  /** SHA-256 of the last entry; empty if nothing was issued. */
  entry_sha256: string;
  /** SHA-256 of manifest.json, and so of everything. */
  manifest_sha256: string;
}

/** A ledger that was imported. */
export interface ImportedLedger extends ExportedLedger {
  /** The user's files that differ from those of the export and were not replaced. */
  kept: string[];
}
