import type { SourceKind } from '../metrics/source-kinds.ts';

/** A file to try, and the entry to try it with. */
export interface TryOptions {
  /** Path of the file, from the folder of the process. */
  file: string;
  /** Entry of imbill.yaml that reads the file: a kind, or a kind and a number from 1 such as `logins.2`. */
  source?: string | undefined;
  /** Kind of log; guessed where absent. */
  kind?: SourceKind | undefined;
}

/** A line of a file, as delivered and as imbill reads it. */
export interface TriedLine {
  line_number: number;
  raw: string;
  /** Canonical column → value; absent if the line is rejected or ignored. */
  values?: Record<string, string>;
  /** Why it is rejected. */
  problem?: { column: string; value: string; reason: string };
}

/** Lines that are rejected for one reason. */
export interface TriedRejects {
  column: string;
  reason: string;
  lines: number;
  first_line: number;
  /** Value of the first line. */
  value: string;
  /** Setting that would mend them. */
  setting?: string;
}

/** How a file is written. */
export interface FileForm {
  format: string;
  encoding: string;
  delimiter?: string;
  time_format?: string;
  time_zone?: string;
}

/** Lines and columns of a file as a load would read them, by guessed settings or those of an entry. */
export interface TriedSource {
  file: string;
  /** Files of the same zip file that were not looked at. */
  other_files: string[];
  kind: SourceKind;
  form: FileForm;
  /** Canonical column → name or path in the file. */
  columns: Record<string, string>;
  /** Columns and keys that measure nothing. */
  other_columns: string[];
  /** True if the whole file was read, not only its start. */
  is_whole: boolean;
  first_lines: TriedLine[];
  /** Absent if the file is refused. */
  counts?: { lines: number; headers: number; accepted: number; ignored: number; rejected: number };
  rejects: TriedRejects[];
  /** Why the file as a whole is refused. */
  refused?: string;
  /** Things that a person must check or add, one sentence each. */
  to_check: string[];
  /** Settings in YAML for imbill.yaml; absent if an entry of it was asked for. */
  settings?: string;
}
