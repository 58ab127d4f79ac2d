import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { DocumentBasis } from '../../src/billing/billing-facts.ts';
import { ratingInputOf } from '../../src/billing/draft.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import type { ExplainedLine, ExplainOptions, Explanation } from '../../src/jobs/explain.ts';
import { readContent } from '../../src/ledger/contents.ts';
import { ledgerDocuments } from '../../src/ledger/documents.ts';
import type { Evidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { findBookThatSet } from '../../src/prices/book-that-set.ts';
import { type ChargeTerms, termsByApp } from '../../src/rating/charge-terms.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { explainDays } from './explain-days.ts';
import { evidenceOf } from './explain-evidence.ts';
import { buildReproducingSql } from './explain-sql.ts';

/**
 * Explains the amounts of a document: the arithmetic, the rule with its source, the files and nodes behind the deciding
 * day, and SQL that gives the month's quantity. Of one charge that adds up days, each day.
 *
 * @throws {UserError} (exit 2) If there is no such number, or no such line on it.
 */
export async function explain(
  { number, sku, appId, withRows }: ExplainOptions,
  effects: ReadEffects,
): Promise<Explanation> {
  await findChosenNumbers(effects.warehouse, { number });
  const [one] = await ledgerDocuments(effects.warehouse, { number });
  const { document, contentSha256, evidenceSha256 } = one!;
  const lines = document.lines.filter(
    (line) => (sku ?? line.sku) === line.sku && (appId ?? line.app_id) === line.app_id,
  );
  if (lines.length === 0 && (sku ?? appId) !== undefined) throw noSuchLine(number, document.lines);
  const made =
    contentSha256 === null ? undefined : await readContent(effects.warehouse, contentSha256);
  const evidence =
    evidenceSha256 === null
      ? undefined
      : await readFact<Evidence>(effects.warehouse, evidenceSha256);
  const explained: ExplainedLine[] = [];
  for (const line of lines)
    explained.push(
      await explainLine(
        line,
        { document, made, evidence, withRows, withDays: sku !== undefined },
        effects,
      ),
    );
  const { month, customer_id, currency, prepaid, postpaid, total, tax, kind } = document;
  return {
    number,
    month,
    customer_id,
    currency,
    prepaid,
    postpaid,
    total,
    ...(tax !== undefined && { tax, kind: kind ?? 'invoice' }),
    ...(made && { time_zone: made.facts.time_zone, versions: made.provenance.versions }),
    lines: explained,
  };
}

interface Known {
  document: InvoiceDocument;
  made: DocumentBasis | undefined;
  evidence: Evidence | undefined;
  withRows: boolean;
  /** True if each day of a sum is explained. */
  withDays: boolean;
}

/** Returns the tax of a line; nothing without one. */
function taxOf({ tax_percent, net, tax }: InvoiceLine): Pick<ExplainedLine, 'tax'> {
  if (tax_percent === undefined || net === undefined || tax === undefined) return {};
  return { tax: { percent: tax_percent, net, tax } };
}

async function explainLine(
  line: InvoiceLine,
  { document, made, evidence, withRows, withDays }: Known,
  effects: ReadEffects,
): Promise<ExplainedLine> {
  const basis: ExplainedLine = {
    app_id: line.app_id,
    sku: line.sku,
    amount: line.amount,
    ...taxOf(line),
    explanation: line.explanation,
    source: line.source,
  };
  const terms = made && termsOf(line, made);
  const { metric, month: rule } = terms?.charge ?? {};
  if (made === undefined || terms === undefined) return basis;
  if (metric === undefined || rule === undefined) return { ...basis, ...describeRule(terms, made) };
  const day = line.peak_date;
  const days = { from: terms.days[0]!, to: terms.days.at(-1)! };
  const sql = buildReproducingSql(line.app_id, metric, made.facts.month as Month, rule, days);
  const [now] = await effects.warehouse.rows<{ quantity: string | bigint }>(sql);
  const deciding = { appId: line.app_id, metric, day: day ?? '', slot: line.peak_at };
  return {
    ...basis,
    metric,
    ...describeRule(terms, made),
    sql,
    quantity_now:
      now === undefined || now.quantity === null ? null : trimZeros(String(now.quantity)),
    ...(day !== undefined && { day }),
    ...(line.peak_at !== undefined && { slot: line.peak_at }),
    ...(day !== undefined &&
      evidence !== undefined && {
        evidence: await evidenceOf(
          deciding,
          { evidence, rules: made.provenance.sql },
          withRows,
          effects,
        ),
      }),
    ...(withDays &&
      rule.of === 'sum' && {
        days: await explainDays({ line, metric, document, made, evidence }, effects),
      }),
  };
}

/** Finds the terms of the line's charge. Of several prices by day, it takes that of the deciding day. */
function termsOf(
  { app_id, sku, peak_date }: InvoiceLine,
  { facts }: DocumentBasis,
): ChargeTerms | undefined {
  const ofApp = termsByApp(ratingInputOf(facts, allUnits())).get(app_id) ?? [];
  const terms = ofApp.filter(({ charge }) => charge.sku === sku);
  return terms.find(({ days }) => days.includes(peak_date ?? '')) ?? terms[0];
}

/** Describes the rule, and names the book of the list that set it. */
function describeRule(
  terms: ChargeTerms,
  { facts: { price_books } }: DocumentBasis,
): Required<Pick<ExplainedLine, 'rule' | 'set_by'>> {
  const { list_book, ...first } = terms.books[0]!;
  const { from: inForce } = list_book ?? first;
  const ofList = price_books.filter((one) => one.list === first.list);
  const book = ofList.find((one) => (one.list_book ?? one).from === inForce);
  const { list, from, sha256, source } = book
    ? findBookThatSet(terms.charge.sku, book, ofList)
    : first;
  return { rule: ruleText(terms, from), set_by: { list, from, sha256, source } };
}

function ruleText({ charge, books }: ChargeTerms, setOn: string): string {
  const book = books[0]!.list_book ?? books[0]!;
  const since = setOn === book.from ? '' : `, as since ${setOn}`;
  const contract = charge.contract === undefined ? '' : `; contract ${charge.contract.name}`;
  const steps = Object.entries(charge.prices ?? {}).map(([step, price]) => `${step}: ${price}`);
  const counted = charge.prices
    ? `${charge.setting}, prices by step ${steps.join(', ')}`
    : `${charge.metric ?? charge.setting}, ${(charge.month?.of ?? 'highest').replaceAll('_', ' ')} of the month`;
  const price = charge.price === undefined ? '' : `, price ${charge.price}`;
  const block = charge.block === undefined ? '' : ` a ${charge.blocks} block of ${charge.block}`;
  const byPlan = Object.entries(charge.by_plan ?? {}).map(
    ([plan, own]) => `; with ${plan} other ${Object.keys(own).join(' and ')}`,
  );
  return `${counted}, ${charge.model.replaceAll('_', ' ')}${price}${block}${byPlan.join('')}; book ${book.list} from ${book.from} (${book.sha256.slice(0, 12)})${since}${contract}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function noSuchLine(number: string, lines: readonly InvoiceLine[]): UserError {
  const there = [...new Set(lines.map((line) => `--line ${line.sku} --app ${line.app_id}`))];
  return new UserError(
    `${number} has no such line.\nAccepted: ${there.join('; ') || 'nothing: it has no lines'}.`,
    exitCodes.wrongUsage,
  );
}
