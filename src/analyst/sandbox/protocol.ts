import type { ColumnType } from './column-type.ts';
import type { Plain } from './plain-value.ts';

/** Files and limits of a sandbox. All paths are absolute; only the workspace's may be a link. */
export interface SandboxSettings {
  /** The published snapshot. */
  snapshot: string;
  /** The workspace's folder, which the snapshot's views ask for. */
  workspace: string;
  /** Only folders from which the snapshot's views may read. */
  lake: string[];
  /** Only file that may be written; absent = none. */
  writableFile?: string | undefined;
  memoryMegabytes: number;
  threads: number;
  /** True if the snapshot itself may be written: only before it is published. */
  isWritable?: boolean;
  /** True if DuckDB's errors are JSON, with their position in bytes. */
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

/** A request to the sandbox's process. */
export type Request =
  | { kind: 'open'; settings: SandboxSettings }
  | { kind: 'query'; id: number; sql: string; parameters: Record<string, string> }
  | { kind: 'copy'; id: number; sql: string; parameters: Record<string, string>; file: string }
  | { kind: 'next'; id: number }
  | { kind: 'interrupt'; id: number }
  | { kind: 'finish'; id: number };

/** Id of what the process says about its own memory: that belongs to no request. */
export const watchId = -1;

/** An answer of the process, one to each request but `interrupt`. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'columns'; id: number; columns: ResultColumn[] }
  | { kind: 'chunk'; id: number; chunk: Chunk }
  | { kind: 'end'; id: number; rows: string }
  | { kind: 'failed'; id: number; failure: Failure };

export interface Failure {
  /** Reason: `query` is a wrong query, `memory` a met limit, `internal` our mistake. */
  reason: 'query' | 'memory' | 'internal';
  message: string;
}
