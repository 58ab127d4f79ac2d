import { describe, expect, it } from 'vitest';
import { amounts } from '../../src/testing/billed.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { run } from '../../src/testing/jobs.ts';
import { defaultSources, writeWorkspace } from '../../src/testing/write-workspace.ts';

const settings = `price_list: tencent-im-2019\n${defaultSources}`;
const purchases = [
  'o1,a1,pro,2020-01-01,1',
  'o2,a1,group-members-6000,2020-01-05,1',
  'o3,b1,groups-per-user-3000,2020-01-06,1',
];
const customers = ['acme,Acme,a1', 'beta,Beta,b1'];

describe('an order of a pack that is sold with another plan', () => {
  it('is refused, of all customers at once', async () => {
    const folder = await writeWorkspace({ settings, customers, purchases });
    const { stderr, exitCode } = await imbill(['run', '--month', '2020-01', '--workspace', folder]);
    expect([
      exitCode,
      stderr.split('\n').filter((line) => /^(Order|Nothing was)/.test(line)),
    ]).toEqual([
      3,
      [
        'Order o2 of 2020-01-05 (app a1): the price book tencent-im-2019 from 2019-12-27 sells group-members-6000 with flagship only; the app had pro on that day',
        'Order o3 of 2020-01-06 (app b1): the price book tencent-im-2019 from 2019-12-27 sells groups-per-user-3000 with flagship only; the app had no plan on that day',
        'Nothing was billed. Correct the purchases, or add what was sold to a price book.',
      ],
    ]);
  });

  it('is priced where a contract sells it', async () => {
    const contract = `contract: L-17
customer: acme
from: 2020-01-01
source: Contract L-17
packs: [{ sku: group-members-6000, price: "1000", sold_to: [pro, flagship] }]
`;
    const folder = await writeWorkspace({
      settings,
      purchases: purchases.slice(0, 2),
      files: { 'prices/l-17.yaml': contract },
    });
    expect(amounts(await run(folder, '2020-01'))).toEqual({
      'a1 pro': '999.00',
      'a1 group-members-6000': '1000.00',
    });
  });
});
