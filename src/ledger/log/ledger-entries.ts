import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { emptyFrontier, type Frontier } from '../../tlog/merkle.ts';
import { documentsRootOf, withDocument } from './documents-root.ts';
import {
  auditEntry,
  type DocumentEntry,
  documentEntry,
  evidenceEntry,
  type LogEntry,
} from './log-entry.ts';

/** The last evidence, document and audit entry of a log; 0 where it has none. */
export type LastEntries = Readonly<Record<'evidence' | 'document' | 'audit', bigint>>;

/**
 * Builds the entries of everything in the ledger after given rows, as the tables have it now.
 *
 * @param last Rows after which to begin; absent for the whole ledger.
 * @returns Evidence by sequence number, then documents by position, then the audit.
 */
export async function ledgerEntries(
  database: Database,
  last: LastEntries = { evidence: 0n, document: 0n, audit: 0n },
): Promise<LogEntry[]> {
  const evidence = await database.rows<{ id: bigint; sha256: string }>(
    `select known_sequence_number as id, sha256 from facts
     where kind = 'evidence' and known_sequence_number > ${last.evidence} order by id`,
  );
  const audit = await database.rows<{ entry: bigint; action: string; sha256: string }>(
    `select entry, action, sha256 from audit where entry > ${last.audit} order by entry`,
  );
  return [
    ...evidence.map(evidenceEntry),
    ...(await documentEntries(database, last.document)),
    ...audit.map(auditEntry),
  ];
}

async function documentEntries(database: Database, last: bigint): Promise<LogEntry[]> {
  const rows = await database.rows<DocumentRow>(queryText('ledger/log_documents'), { last });
  if (rows.length === 0) return [];
  let documents = await loggedDocuments(database, last);
  return rows.map(({ reports, ...row }) => {
    documents = withDocument(documents, row.document);
    const documentsRoot = documentsRootOf(documents);
    return documentEntry({ ...row, reports: JSON.parse(reports), documentsRoot });
  });
}

/** Reads the tree over the first documents from the entries of the log, which are much smaller than documents. */
async function loggedDocuments(database: Database, last: bigint): Promise<Frontier> {
  const rows = await database.rows<{ sha256: string }>(
    `select json_extract_string(entry, '$.document') as sha256 from log_entries
     where kind = 'document' and id <= ${last} order by id`,
  );
  return rows.reduce((tree, { sha256 }) => withDocument(tree, sha256), emptyFrontier());
}

type DocumentRow = Omit<DocumentEntry, 'documentsRoot' | 'reports'> & {
  [column: string]: string | bigint;
  /** JSON. */
  reports: string;
};
