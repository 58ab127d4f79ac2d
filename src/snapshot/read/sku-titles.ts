import { queryText } from '../../duckdb/query-text.ts';
import type { BilingualText, InvoiceDocument } from '../../invoice/document.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads the title of each SKU from the last document that has it. */
export function skuTitles(snapshot: Snapshot): Promise<Map<string, BilingualText>> {
  return snapshot.once('sku-titles', async () => {
    const rows = await snapshot.database.rows<{ document: string }>(
      queryText('snapshot/latest_documents_of_skus'),
    );
    const lines = rows.flatMap(({ document }) => (JSON.parse(document) as InvoiceDocument).lines);
    return new Map(lines.map(({ sku, title }) => [sku, title]));
  });
}
