import type { ColumnType } from './column-type.ts';
import type { Plain } from './plain-value.ts';

/** What a sandbox may read, write and use. All paths absolute, and real but for the workspace's. */
export interface SandboxSettings {
  /** The published snapshot. */
  snapshot: string;
  /** The workspace's folder, for the views that say where the lake is; may be a link. */
  workspace: string;
  /** The only folders from which the snapshot's views may read. */
  lake: string[];
  /** The only file that may be written, or none. */
  writableFile?: string | undefined;
  memoryMegabytes: number;
  threads: number;
  /** Whether the snapshot itself may be written: only while it is made. */
  isWritable?: boolean;
  /** Whether DuckDB's errors are JSON, with their position in bytes. */
  errorsAsJson?: boolean;
}

/** A column of a result. */
export interface ResultColumn {
  name: string;
  type: ColumnType;
}

/** Rows of a result, column by column. */
export interface Chunk {
  rows: number;
  columns: Plain[][];
}

/** What the sandbox's process is told. */
export type Request =
  | { kind: 'open'; settings: SandboxSettings }
  | { kind: 'query'; id: number; sql: string; parameters: Record<string, string> }
  | { kind: 'copy'; id: number; sql: string; parameters: Record<string, string>; file: string }
  | { kind: 'next'; id: number }
  | { kind: 'interrupt'; id: number }
  | { kind: 'finish'; id: number };

/** What the process says of its own memory belongs to no request. */
export const watchId = -1;

/** What it answers: one answer to each request but `interrupt`. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'columns'; id: number; columns: ResultColumn[] }
  | { kind: 'chunk'; id: number; chunk: Chunk }
  | { kind: 'end'; id: number; rows: string }
  | { kind: 'failed'; id: number; failure: Failure };

export interface Failure {
  /** `query`: the query is wrong; `memory`: a limit was met; `internal`: our mistake. */
  reason: 'query' | 'memory' | 'internal';
  message: string;
}
