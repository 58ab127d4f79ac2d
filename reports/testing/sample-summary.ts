import type { MonthSummary, SummaryFile } from '../../src/invoice/summary.ts';

/** A month without invoices, files and findings. */
export function emptySummary(changes: Partial<MonthSummary> = {}): MonthSummary {
  return {
    format: 'imbill-summary/1',
    month: '2026-09',
    time_zone: 'Asia/Shanghai',
    issued: true,
    invoices: [],
    totals: [],
    findings: [],
    loaded: [],
    files: [],
    coverage: [],
    ...changes,
  };
}

/** A month of three customers, with findings, rejected lines, and days without data. */
export function sampleSummary(changes: Partial<MonthSummary> = {}): MonthSummary {
  return emptySummary({
    invoices: [
      {
        customer_id: 'acme',
        customer_name: '极致互动（深圳）科技有限公司',
        number: 'INV-2026-000042',
        currency: 'CNY',
        prepaid: '3498.00',
        postpaid: '33450.99',
        total: '36948.99',
        findings: 2,
      },
      {
        customer_id: 'borealis',
        customer_name: 'Borealis Messaging Group of Companies GmbH & Co. KG',
        number: 'INV-2026-000043',
        currency: 'CNY',
        prepaid: '999.00',
        postpaid: '0.00',
        total: '999.00',
        findings: 0,
      },
      {
        customer_id: 'refunded',
        customer_name: 'Refunded',
        number: 'INV-2026-000044',
        currency: 'CNY',
        prepaid: '-500.00',
        postpaid: '0.00',
        total: '-500.00',
        findings: 1,
      },
    ],
    totals: [{ currency: 'CNY', prepaid: '3997.00', postpaid: '33450.99', total: '37447.99' }],
    findings: [
      {
        customer_id: '',
        code: 'unknown-app',
        app_id: '1499999999',
        message: 'Usage of app 1499999999, which no customer has.',
      },
      {
        customer_id: 'acme',
        code: 'usage-without-plan',
        app_id: '007',
        message: 'App 007 had no pro plan on any day of 2026-09.',
      },
      {
        customer_id: 'acme',
        code: 'days-without-data',
        app_id: '1400000001',
        message: 'No login data on 2026-09-11.',
      },
      {
        customer_id: 'refunded',
        code: 'refund-only',
        app_id: '1400000003',
        message: 'The invoice holds nothing but a refund.',
      },
    ],
    loaded: [
      { source: 'bandwidth', files: 1, lines: 8641, headers: 1, accepted: 8640, rejected: 0 },
      { source: 'groups', files: 1, lines: 1200, headers: 0, accepted: 1200, rejected: 0 },
      { source: 'logins', files: 1, lines: 1234568, headers: 1, accepted: 1234560, rejected: 7 },
    ],
    files: [
      file('bandwidth', 'logs/bandwidth/2026-09.csv.gz', 8641, 1, 8640, 0),
      file('groups', 'logs/groups/2026-09/part-00000-of-00001.ndjson', 1200, 0, 1200, 0),
      file('logins', 'logs/logins/2026-09-01.csv', 1234568, 1, 1234560, 7),
    ],
    coverage: [
      { source: 'bandwidth', days_with_data: 30, days_without_data: [] },
      { source: 'groups', days_with_data: 29, days_without_data: ['2026-09-30'] },
      {
        source: 'logins',
        days_with_data: 27,
        days_without_data: ['2026-09-11', '2026-09-12', '2026-09-13'],
      },
    ],
    ...changes,
  });
}

function file(
  source: string,
  path: string,
  lines: number,
  headers: number,
  accepted: number,
  rejected: number,
): SummaryFile {
  return { source, path, sha256: 'ab12'.repeat(16), lines, headers, accepted, rejected };
}
