import { canonicalJson } from '../../base/json.ts';

/** A kind of log entry, in the order in which a sync takes them in. */
export const entryKinds = ['evidence', 'document', 'audit', 'key'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** A leaf of the log. */
export interface LogEntry {
  kind: EntryKind;
  /** Sequence number of the evidence, position of the document, or number of the audit entry; null for a key. */
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

/**
 * Returns the entry of an evidence: the batches that a month's usage was measured from.
 *
 * @param sha256 Hash of the fact, which names each batch with its content, lines, segments and rejects.
 */
export function evidenceEntry({ id, sha256 }: { id: bigint; sha256: string }): LogEntry {
  return entryOf('evidence', id, { sequence_number: String(id), sha256 });
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
