import { asJson } from '../base/json.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import type { Units } from '../metrics/unit.ts';
import type { RatedFacts, Versions } from './billing-facts.ts';
import { draftOf } from './draft.ts';
import { type IssuedBefore, rebuildCorrection } from './rebuild-correction.ts';

/** Keys of an invoice that decide money and are printed; every version must rebuild them. */
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

/** Those of the deciding keys that every version wrote. A document without one is not what its facts give. */
const alwaysKeys: readonly string[] = [
  ...['month', 'customer_id', 'customer_name', 'currency', 'issue_date'],
  ...['prepaid', 'postpaid', 'total', 'lines'],
];

/** Keys of a correction that every version must rebuild, if the correction has them: parties, currency and prices. */
const headKeys = [
  ...['format', 'month', 'customer_id', 'customer_name', 'issuer', 'issuer_details'],
  ...['customer_details', 'language', 'currency', 'time_zone', 'price_list', 'price_books', 'apps'],
];

/** Keys of a correction that follow from its facts and the documents before it. */
const followingKeys = [
  'kind',
  'corrects',
  'prepaid',
  'postpaid',
  'total',
  'tax',
  'issue_date',
  'due_date',
  'lines',
] as const;

/** Keys that rating does not give. */
const placingKeys = ['number', 'ledger', 'kind', 'refers_to', 'reason'];

/** A value of an issued document that its facts do not give. */
export interface RebuiltDifference {
  /** Place in the document, such as `lines[2].amount`. */
  path: string;
  issued: unknown;
  rebuilt: unknown;
}

/** A document compared with what its facts give. */
export interface ComparedDocument {
  differences: RebuiltDifference[];
  /** Lines that the facts give. */
  lines: readonly InvoiceLine[];
}

/** The facts of a document, and the versions that made it. */
export interface RebuildBasis {
  facts: RatedFacts;
  versions: Pick<Versions, 'imbill'>;
  /** Version that rebuilds. */
  thisVersion: string;
  units: Units;
}

/**
 * Rates an invoice's facts again and compares the result with the invoice. The same version must
 * rebuild everything. A later version may add texts and change their wording, so only the keys that
 * decide money are compared.
 */
export function compareInvoice(document: InvoiceDocument, basis: RebuildBasis): ComparedDocument {
  const issued = document as unknown as Record<string, unknown>;
  const draft = draftOf(basis.facts, basis.units);
  const rebuilt = asJson<unknown>(draft) as Record<string, unknown>;
  const keys = isThisVersion(basis)
    ? [...new Set([...Object.keys(issued), ...Object.keys(rebuilt)])]
    : decidingKeys.filter((key) => key in issued || alwaysKeys.includes(key));
  const rated = keys.filter((one) => !placingKeys.includes(one));
  const differences = compareEach(issued, rebuilt, rated, isThisVersion(basis));
  return { differences, lines: draft.lines };
}

/**
 * Rebuilds a correction and compares. Its facts, rated again, must differ from the customer's earlier
 * documents of the month as the correction says. A note that voids an invoice takes all of it back.
 * The same version must rebuild everything but its number, place and reason.
 */
export function compareCorrection(
  document: InvoiceDocument,
  before: IssuedBefore,
  basis: RebuildBasis,
): ComparedDocument {
  const issued = document as unknown as Record<string, unknown>;
  const correction = rebuildCorrection(document, before, basis.facts, basis.units);
  const rebuilt = asJson<unknown>(correction) as Record<string, unknown>;
  const others = isThisVersion(basis)
    ? [...Object.keys(issued), ...Object.keys(rebuilt)].filter((key) => !placingKeys.includes(key))
    : headKeys.filter((key) => key in issued || alwaysKeys.includes(key));
  const keys = [...new Set([...followingKeys, ...others])];
  const differences = compareEach(issued, rebuilt, keys, isThisVersion(basis));
  return { differences, lines: correction.lines };
}

function compareEach(
  issued: Record<string, unknown>,
  rebuilt: Record<string, unknown>,
  keys: readonly string[],
  isWhole: boolean,
): RebuiltDifference[] {
  return keys.flatMap((key) =>
    key === 'usage'
      ? listDifferences(key, bySeries(issued[key]), bySeries(rebuilt[key]), isWhole)
      : listDifferences(key, issued[key], rebuilt[key], isWhole),
  );
}

function isThisVersion({ versions, thisVersion }: RebuildBasis): boolean {
  return versions.imbill === thisVersion;
}

/** Returns usage by app and metric. A later version may have more metrics. */
function bySeries(usage: unknown): unknown {
  if (!Array.isArray(usage)) return usage;
  const series = usage as InvoiceDocument['usage'];
  return Object.fromEntries(series.map((one) => [`app ${one.app_id}, ${one.metric}`, one]));
}

/**
 * Lists the differences of two values.
 *
 * @param isWhole True to compare also keys that only the rebuilt value has, and explanations.
 */
function listDifferences(
  path: string,
  issued: unknown,
  rebuilt: unknown,
  isWhole: boolean,
): RebuiltDifference[] {
  if (!isRecord(issued) || !isRecord(rebuilt) || Array.isArray(issued) !== Array.isArray(rebuilt))
    return issued === rebuilt ? [] : [{ path, issued, rebuilt }];
  if (Array.isArray(issued) && Object.keys(issued).length !== Object.keys(rebuilt).length)
    return [
      {
        path,
        issued: `${Object.keys(issued).length} entries`,
        rebuilt: `${Object.keys(rebuilt).length} entries`,
      },
    ];
  const keys = isWhole
    ? [...new Set([...Object.keys(issued), ...Object.keys(rebuilt)])]
    : Object.keys(issued).filter((key) => key !== 'explanation');
  return keys.flatMap((key) => {
    const step = Array.isArray(issued) ? `[${Number(key) + 1}]` : `.${key}`;
    return listDifferences(`${path}${step}`, issued[key], rebuilt[key], isWhole);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
