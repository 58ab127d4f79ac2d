import { asJson } from '../../src/base/json.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { BillingFacts, Provenance } from '../../src/ledger/billing-facts.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { draftOf } from '../price/draft.ts';

/** Keys that decide money and are printed; every version must rebuild them. */
const decidingKeys = [
  'format',
  'month',
  'customer_id',
  'customer_name',
  'issuer',
  'issuer_details',
  'customer_details',
  'language',
  'title',
  'currency',
  'time_zone',
  'price_list',
  'price_books',
  'issue_date',
  'due_date',
  'prepaid',
  'postpaid',
  'total',
  'tax',
  'apps',
  'lines',
  'usage',
] as const;

/** Keys that rating does not give. */
const placingKeys = ['number', 'ledger', 'kind', 'refers_to', 'reason'];

/**
 * Rates an invoice's facts again and compares the result with the invoice. The same version must
 * rebuild everything. A later version may add texts and change their wording, so only the keys that
 * decide money are compared.
 */
export function compareInvoice(
  document: InvoiceDocument,
  { facts, provenance }: { facts: BillingFacts; provenance: Provenance },
): Difference[] {
  const issued = document as unknown as Record<string, unknown>;
  const rebuilt = asJson<unknown>(draftOf(facts)) as Record<string, unknown>;
  const keys = isThisVersion(provenance)
    ? [...new Set([...Object.keys(issued), ...Object.keys(rebuilt)])]
    : decidingKeys.filter((key) => key in issued);
  return compareEach(
    document,
    rebuilt,
    keys.filter((one) => !placingKeys.includes(one)),
    provenance,
  );
}

/** Compares the given keys of an issued document with the rebuilt one. */
export function compareKeys(
  document: InvoiceDocument,
  compareRebuilt: object,
  keys: readonly string[],
  provenance: Provenance,
): Difference[] {
  return compareEach(
    document,
    asJson<unknown>(compareRebuilt) as Record<string, unknown>,
    keys,
    provenance,
  );
}

function compareEach(
  document: InvoiceDocument,
  rebuilt: Record<string, unknown>,
  keys: readonly string[],
  provenance: Provenance,
): Difference[] {
  const differences: Difference[] = [];
  const compare = comparison('rating', document.number, differences);
  const issued = document as unknown as Record<string, unknown>;
  for (const key of keys)
    for (const { path, before, after } of listDifferences(
      key,
      ...(key === 'usage'
        ? ([bySeries(issued[key]), bySeries(rebuilt[key])] as const)
        : ([issued[key], rebuilt[key]] as const)),
      isThisVersion(provenance),
    ))
      compare(path, after, before);
  return differences;
}

function isThisVersion({ versions }: Provenance): boolean {
  return versions.imbill === imbillVersion();
}

/** Returns usage by app and metric. A later version may have more metrics. */
function bySeries(usage: unknown): unknown {
  if (!Array.isArray(usage)) return usage;
  const series = usage as InvoiceDocument['usage'];
  return Object.fromEntries(series.map((one) => [`app ${one.app_id}, ${one.metric}`, one]));
}

interface ValueDifference {
  path: string;
  before: unknown;
  after: unknown;
}

/**
 * Lists the differences of two values.
 *
 * @param isWhole True to compare also keys that only the later value has, and explanations.
 */
function listDifferences(
  path: string,
  before: unknown,
  after: unknown,
  isWhole: boolean,
): ValueDifference[] {
  if (!isRecord(before) || !isRecord(after) || Array.isArray(before) !== Array.isArray(after))
    return before === after ? [] : [{ path, before, after }];
  if (Array.isArray(before) && Object.keys(before).length !== Object.keys(after).length)
    return [
      {
        path,
        before: `${Object.keys(before).length} entries`,
        after: `${Object.keys(after).length} entries`,
      },
    ];
  const keys = isWhole
    ? [...new Set([...Object.keys(before), ...Object.keys(after)])]
    : Object.keys(before).filter((key) => key !== 'explanation');
  return keys.flatMap((key) => {
    const step = Array.isArray(before) ? `[${Number(key) + 1}]` : `.${key}`;
    return listDifferences(`${path}${step}`, before[key], after[key], isWhole);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
