import type { BilingualText, InvoiceDocument } from '../../invoice/document.ts';
import type { Snapshot } from './snapshot.ts';

/** SKU → its title, as the last document that names it has it. */
export function skuTitles(snapshot: Snapshot): Promise<Map<string, BilingualText>> {
  return snapshot.once('sku-titles', async () => {
    const rows = await snapshot.database.rows<{ document: string }>(`
      select document from invoices where number in (
        select arg_max(number, position) from invoice_lines
        inner join invoices using (number) group by sku)
      order by position`);
    const lines = rows.flatMap(({ document }) => (JSON.parse(document) as InvoiceDocument).lines);
    return new Map(lines.map(({ sku, title }) => [sku, title]));
  });
}
