import { expect, it } from 'vitest';
import { journals, run } from '../../src/testing/jobs.ts';
import { csv, writeWorkspace } from '../../src/testing/write-workspace.ts';

it('ends with a refund the deferral of renewals that another customer bought', async () => {
  const folder = await writeWorkspace({
    files: {
      'accounts/customers.csv': csv('customer_id,name,app_id,from,until', [
        'acme,Acme,a1,,2026-02-14',
        'beta,Beta,a1,2026-02-15,',
      ]),
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months,kind,amount', [
        'P-1,a1,pro,2026-01-05,3,,',
        'P-2,a1,pro,2026-02-20,6,,',
        'P-3,a1,pro,2026-03-01,12,,',
        'P-1,a1,pro,2026-03-10,,refund,832.50',
      ]),
    },
  });
  for (const month of ['2026-01', '2026-02', '2026-03']) await run(folder, month);
  const [march] = await journals(folder, ['2026-03']);
  const released = (march ?? '').split('\n').filter((line) => line.includes(',release,'));
  expect(released.map((line) => line.split(',').slice(4, 10).join())).toEqual([
    // 2997 − 832.50, less 2 × 999.00 of January and February
    'P-1,acme,a1,liabilities:deferred:pro,166.50,',
    'P-1,acme,a1,income:pro,,166.50',
    'P-2,beta,a1,liabilities:deferred:pro,5994.00,',
    'P-2,beta,a1,income:pro,,5994.00',
    'P-3,beta,a1,liabilities:deferred:pro,11988.00,',
    'P-3,beta,a1,income:pro,,11988.00',
  ]);
  await expect(journals(folder, ['2026-04'])).rejects.toThrow(
    'There is nothing to book in 2026-04',
  );
});
