import { correct, load, run, voidInvoice } from '../../../src/testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../../src/testing/write-workspace.ts';

const settings = `timezone: Asia/Shanghai
price_list: tencent-im
sources:
  bandwidth: { files: "logs/bandwidth/**/*" }
  daily: { files: "logs/daily/**/*" }
`;
const contract = `contract: L-17
customer: acme
from: 2026-09-16
source: Contract L-17
plans: [{ sku: pro, price: "899" }]
charges: [{ sku: bandwidth-domestic, price: "1.5" }]
`;
const mbps = (app: string, day: string, value: string) =>
  `2026-09-${day}T12:00:00+08:00,${app},${value}`;

/**
 * acme: 999 for a1, of which 100.50 is paid back, 899 by contract for a2; 150,000 users at most;
 * 10 Mbps at 2 and 10.001 + 20 at 1.5. Later 5 Mbps more on the 11th. other: 50 paid back of August's
 * plan, 5 given for usage, 7 Mbps; voided and replaced.
 */
export async function focusWorkspace(
  names = { issuer: '云 IM', other: '=1+1, Ltd.' },
): Promise<string> {
  const folder = await writeWorkspace({
    settings: `${settings}issuer: { name: "${names.issuer}" }\n`,
    customers: ['acme,Acme,a1', 'acme,Acme,a2', `other,"${names.other}",b1`],
    files: {
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months,kind,amount', [
        'o1,a1,pro,2026-09-15,1,,',
        'r1,a1,pro,2026-09-16,1,refund,100.50',
        'o2,a2,pro,2026-09-16,1,,',
        'o3,b1,pro,2026-08-20,3,,',
        'r3,b1,pro,2026-09-21,1,refund,50',
        'c1,b1,dau,2026-09-22,1,credit,5',
      ]),
      'prices/acme.yaml': contract,
      'logs/bandwidth/b.csv': csv(headers.bandwidth, [
        mbps('a1', '10', '10'),
        mbps('a1', '16', '10.001'),
        mbps('a1', '25', '20'),
        mbps('b1', '03', '7'),
      ]),
      'logs/daily/d.csv': csv('date,app_id,metric,value', ['2026-09-20,a1,dau,150000']),
    },
  });
  await run(folder, '2026-09', 1);
  await writeFiles(folder, {
    'logs/bandwidth/late.csv': csv(headers.bandwidth, [mbps('a1', '11', '5')]),
  });
  await load(folder, 1);
  await correct(folder, '2026-09');
  await voidInvoice(folder, 'INV-2026-000002');
  return folder;
}
