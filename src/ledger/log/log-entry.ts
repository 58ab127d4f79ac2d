import { canonicalJson } from '../../base/json.ts';

/** A kind of log entry, in the order in which a sync takes them in. */
export const entryKinds = ['batch', 'document', 'audit', 'key'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** A leaf of the log. */
export interface LogEntry {
  kind: EntryKind;
  /** Batch, position of the document, or number of the audit entry; null for a key. */
  id: bigint | null;
  /** Canonical JSON (RFC 8785), without line feed. */
  entry: string;
}

/** A document as its entry names it. All hashes are lower-case hex; empty where there is nothing. */
export interface DocumentEntry {
  number: string;
  kind: string;
  position: bigint;
  /** Hash of its JSON file. */
  document: string;
  content: string;
  evidence: string;
  /** Hash of each stored report, by file name. */
  reports: Readonly<Record<string, string>>;
  documentsRoot: string;
}

/** A batch as its entry names it. */
export type BatchEntry = Readonly<
  Record<
    | 'source'
    | 'sha256'
    | 'entry_sha256'
    | 'reading'
    | 'lines'
    | 'accepted'
    | 'rejected'
    | 'segments_sha256'
    | 'rejects_sha256',
    string
  >
> & { batch_id: bigint };

/** Returns the entry of a document. */
export function documentEntry({ position, documentsRoot, ...document }: DocumentEntry): LogEntry {
  const values = { ...document, position: String(position), documents_root: documentsRoot };
  return entryOf('document', position, values);
}

/** Returns the entry of a row of the audit. */
export function auditEntry(row: { entry: bigint; action: string; sha256: string }): LogEntry {
  const { entry, action, sha256 } = row;
  return entryOf('audit', entry, { audit: String(entry), action, sha256 });
}

/** Returns the entry of a batch. */
export function batchEntry({ batch_id, ...values }: BatchEntry): LogEntry {
  return entryOf('batch', batch_id, { batch: String(batch_id), ...values });
}

/** Returns the entry of the first key of a log. */
export function firstKeyEntry(verifierKey: string): LogEntry {
  return entryOf('key', null, { key: verifierKey });
}

/** Returns the entry of a later key: a note that the key before signed. */
export function rotationEntry(note: string): LogEntry {
  return entryOf('key', null, { note });
}

function entryOf(kind: EntryKind, id: bigint | null, values: Record<string, unknown>): LogEntry {
  return { kind, id, entry: canonicalJson({ entry: kind, ...values }) };
}
