import { type DocumentFile, rootsOfFiles } from '../../ledger/log/documents-root.ts';
import type { Snapshot } from './snapshot.ts';

/** Calculates the root of all documents up to and including one, lower-case hex; undefined for an unknown number. */
export async function publishedRoot(
  snapshot: Snapshot,
  number: string,
): Promise<string | undefined> {
  const files = await snapshot.once('document files', () =>
    snapshot.database.rows<DocumentFile>(
      `select number, position, sent_files.sha256 from invoices inner join sent_files using (number)
       where sent_files.name = number || '.json' order by position`,
    ),
  );
  return rootsOfFiles(files, (file) => file.number === number)[0]?.root;
}
