import { sha256Of } from '../base/sha256.ts';
import { type Content, parseRatedFacts, type RatedFacts } from '../billing/billing-facts.ts';
import {
  compareCorrection,
  compareInvoice,
  type RebuildBasis,
  type RebuiltDifference,
} from '../billing/compare-rebuilt.ts';
import type { IssuedBefore } from '../billing/rebuild-correction.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { parseFacts } from './bundle.ts';
import type { ProvedDocument, ProvedDocuments } from './check-document.ts';
import { type Bundle, bytesOf, parsed } from './check-files.ts';
import { unpackFacts } from './packed-facts.ts';
import { type Done, inBoth, notChecked, ok, Refusal, type Verdict } from './verdict.ts';

/** Facts of a document, and the manifest that names them. */
export interface ProvedFacts {
  content: Content;
  rated: RatedFacts;
}

/** The program that rates again. */
export type Rules = Pick<RebuildBasis, 'thisVersion' | 'units'>;

/**
 * Checks that the facts are those that the document names, all of them and no others.
 *
 * @returns Undefined for a document without facts.
 * @throws {Refusal} Naming the fact.
 */
export function checkFacts(
  { names, files }: Bundle,
  { entry }: ProvedDocument,
): Done<ProvedFacts | undefined> {
  if (!files.has(names.facts) && entry.content === '')
    return notChecked(
      inBoth(
        'The document has no facts: imbill 0.1 issued it.',
        '该单据由 imbill 0.1 开具，没有计费依据。',
      ),
      undefined,
    );
  const { content, facts } = parsed(names.facts, () =>
    parseFacts(unpackFacts(bytesOf(files, names.facts))),
  );
  if (content !== entry.content)
    throw new Refusal(
      `${names.facts} has the facts ${content}, but the document names ${entry.content}.`,
      `${names.facts} 的计费依据为 ${content}，而单据指明的是 ${entry.content}。`,
    );
  for (const [hash, text] of facts)
    if (sha256Of(text) !== hash)
      throw new Refusal(
        `${names.facts}: the fact ${hash} was altered; its SHA-256 is ${sha256Of(text)}.`,
        `${names.facts}：依据 ${hash} 已被改动，其 SHA-256 为 ${sha256Of(text)}。`,
      );
  const stored = new Map([...facts].map(([hash, text]) => [hash, { kind: 'fact', content: text }]));
  const proved = parsed(names.facts, () => parseRatedFacts(stored, content));
  checkNoOthers(names.facts, [...facts.keys()], { hash: content, content: proved.content });
  return ok(
    inBoth(
      `All ${facts.size} facts have the hashes that the document names.`,
      `全部 ${facts.size} 项计费依据均与单据指明的哈希一致。`,
    ),
    proved,
  );
}

function checkNoOthers(
  file: string,
  hashes: readonly string[],
  { hash, content }: { hash: string; content: Content },
): void {
  const named = new Set([
    ...[hash, content.customer, content.usage, content.purchases, ...content.price_books],
    ...(content.other_books ?? []),
    ...(content.contracts ?? []),
  ]);
  const other = hashes.find((one) => !named.has(one));
  if (other === undefined) return;
  throw new Refusal(
    `${file}: the document does not name the fact ${other}.`,
    `${file}：单据未指明依据 ${other}。`,
  );
}

/**
 * Rates the facts again and compares every amount with the document.
 *
 * @param differences Gets what differs.
 * @returns Lines that the facts give; undefined without facts.
 * @throws {Refusal} If something differs, or the facts cannot be rated.
 */
export function checkAmounts(
  bundle: Bundle,
  { document, before, facts }: ProvedDocuments & { facts: ProvedFacts | undefined },
  rules: Rules,
  differences: Verdict['differences'],
): Done<readonly InvoiceLine[] | undefined> {
  if (facts === undefined)
    return notChecked(
      inBoth('Without facts nothing can be rated again.', '没有计费依据，无法重新计费。'),
      undefined,
    );
  const { content, rated } = facts;
  const basis = { facts: rated, versions: content.versions, ...rules };
  const compared = parsed(bundle.names.facts, () =>
    (document.kind ?? 'invoice') === 'invoice'
      ? compareInvoice(document, basis)
      : compareCorrection(document, issuedBefore(document, before), basis),
  );
  for (const one of compared.differences) differences.push(shownDifference(one));
  const [first] = differences;
  if (first !== undefined)
    throw new Refusal(
      `The facts do not give this document: ${first.path} is ${first.issued}, the facts give ${first.rated}${differences.length > 1 ? `; ${differences.length} differences` : ''}.`,
      `计费依据与单据不符：${first.path} 为 ${first.issued}，按依据应为 ${first.rated}${differences.length > 1 ? `；共 ${differences.length} 处差异` : ''}。`,
    );
  return ok(
    inBoth(
      `Rated again from the facts: all ${document.lines.length} amounts and the total ${document.total} ${document.currency} are equal.`,
      `根据计费依据重新计费：全部 ${document.lines.length} 项金额及合计 ${document.total} ${document.currency} 均一致。`,
    ),
    compared.lines,
  );
}

/** Returns what was billed before a correction. @throws {Refusal} If the corrected invoice is missing. */
function issuedBefore(
  { refers_to: refersTo = '' }: InvoiceDocument,
  before: readonly InvoiceDocument[],
): IssuedBefore {
  const invoice = before.find(({ number }) => number === refersTo);
  if (invoice === undefined)
    throw new Refusal(
      `before/ does not have ${refersTo || 'the invoice'}, which the document corrects.`,
      `before/ 中缺少该单据所更正的 ${refersTo || '账单'}。`,
    );
  return { lines: before.flatMap(({ lines }) => lines), invoice };
}

function shownDifference({
  path,
  issued,
  rebuilt,
}: RebuiltDifference): Verdict['differences'][number] {
  return { path, issued: valueText(issued), rated: valueText(rebuilt) };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
