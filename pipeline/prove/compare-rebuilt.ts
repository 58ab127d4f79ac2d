import { asJson } from '../../src/base/json.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { BillingFacts, Provenance } from '../../src/ledger/billing-facts.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { imbillVersion } from '../effects/making.ts';
import { draftOf } from '../price/draft.ts';

/** What decides money, and what the document says of it; every version must come to the same. */
const decidingKeys = [
  ...['format', 'month', 'customer_id', 'customer_name', 'issuer', 'currency', 'time_zone'],
  ...['price_list', 'price_books', 'issue_date', 'due_date', 'prepaid', 'postpaid', 'total'],
  ...['apps', 'lines', 'usage'],
] as const;

/** Where a document stands, and what no rating gives. */
const placingKeys = ['number', 'ledger', 'kind', 'refers_to', 'reason'];

/**
 * Rates an invoice's facts again and compares with what was issued. By the version that issued it
 * everything must come out the same. A later one may say more, and say it in other words: of its
 * draft only what decides money is compared, key by key as the document has them.
 */
export function compareRated(
  document: InvoiceDocument,
  { facts, provenance }: { facts: BillingFacts; provenance: Provenance },
): Difference[] {
  const issued = document as unknown as Record<string, unknown>;
  const again = asJson<unknown>(draftOf(facts)) as Record<string, unknown>;
  const keys = isThisVersion(provenance)
    ? [...new Set([...Object.keys(issued), ...Object.keys(again)])]
    : decidingKeys.filter((key) => key in issued);
  return differencesIn(
    document,
    again,
    keys.filter((one) => !placingKeys.includes(one)),
    provenance,
  );
}

/** What of some keys of a document comes out otherwise. */
export function compareKeys(
  document: InvoiceDocument,
  compareRebuilt: object,
  keys: readonly string[],
  provenance: Provenance,
): Difference[] {
  return differencesIn(
    document,
    asJson<unknown>(compareRebuilt) as Record<string, unknown>,
    keys,
    provenance,
  );
}

function differencesIn(
  document: InvoiceDocument,
  again: Record<string, unknown>,
  keys: readonly string[],
  provenance: Provenance,
): Difference[] {
  const differences: Difference[] = [];
  const compare = comparison('rating', document.number, differences);
  const issued = document as unknown as Record<string, unknown>;
  for (const key of keys)
    for (const { path, before, after } of differing(
      key,
      ...(key === 'usage'
        ? ([bySeries(issued[key]), bySeries(again[key])] as const)
        : ([issued[key], again[key]] as const)),
      isThisVersion(provenance),
    ))
      compare(path, after, before);
  return differences;
}

function isThisVersion({ versions }: Provenance): boolean {
  return versions.imbill === imbillVersion();
}

/** A later version may know more metrics. */
function bySeries(usage: unknown): unknown {
  if (!Array.isArray(usage)) return usage;
  const series = usage as InvoiceDocument['usage'];
  return Object.fromEntries(series.map((one) => [`app ${one.app_id}, ${one.metric}`, one]));
}

interface Differing {
  path: string;
  before: unknown;
  after: unknown;
}

/** @param isWhole Whether keys that only the later value has, and wording, count. */
function differing(path: string, before: unknown, after: unknown, isWhole: boolean): Differing[] {
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
    return differing(`${path}${step}`, before[key], after[key], isWhole);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
