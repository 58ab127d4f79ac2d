import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run } from '../../src/testing/jobs.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

const message =
  'Order P-1 of 2026-09-12 refunds 500 for pro; by the published rule it would be 599.40 (999.00 × 18 of 30 days unused). It is invoiced as recorded';

describe('a refund of another amount than the published one', () => {
  it('is told by load until its month is issued, and is a finding for the operator alone', async () => {
    const folder = await writeWorkspace({
      files: {
        'accounts/customers.csv': 'customer_id,name,app_id\nacme,Acme,a1\nacme,Acme,a2\n',
        'accounts/purchases.csv': `order_id,app_id,sku,purchased_at,months,kind,amount
P-1,a1,pro,2026-09-01,1,,
P-1,a1,pro,2026-09-12,,refund,500
P-2,a2,pro,2026-09-01,1,,
P-2,a2,pro,2026-09-04,,refund,999
`,
      },
    });
    const loaded = await imbill(['load', '--workspace', folder]);
    expect(loaded.stdout).toContain(`! ${message} (refund-differs)`);
    const { invoices, summary } = await run(folder, '2026-09');
    expect(invoices[0]?.findings).toMatchObject([
      { code: 'refund-differs', app_id: 'a1', message, audience: 'internal' },
    ]);
    const html = join(folder, 'out/2026-09', `${summary.invoices[0]!.number}.html`);
    expect(await readFile(html, 'utf8')).not.toContain('599.40');
    expect((await load(folder)).refunds_to_check).toBe(undefined);
  });
});
