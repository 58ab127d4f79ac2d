import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import type { Month } from '../src/calendar/month.ts';
import type { RegeneratedDocument, RegenerateOptions } from '../src/command-line/jobs.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { type BillingFacts, contentOf, type Making } from '../src/ledger/billing-facts.ts';
import { isAsIssued, type LedgerDocument, ledgerDocuments } from '../src/ledger/documents.ts';
import type { Evidence } from '../src/ledger/evidence.ts';
import { DamagedFact, factOf } from '../src/ledger/facts.ts';
import { type KeptReport, keptReports } from '../src/ledger/kept-reports.ts';
import { nearestName } from '../src/yaml/read-yaml.ts';
import { draftOf } from './draft.ts';
import type { Effects } from './effects.ts';
import { type MeasuredUsage, usageOfApps } from './measured-usage.ts';
import { type RawData, remeasure } from './remeasure.ts';
import { renderDocument, writeReports } from './report.ts';

/**
 * Makes issued documents again from what the ledger kept, compares them byte for byte with what was
 * issued, and writes JSON, CSV and HTML as they were sent. Nothing of today's files decides
 * anything; with `from` usage is also counted anew from raw data, and compared.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 4) if the month has no document.
 */
export async function regenerate(
  { number, month, from }: RegenerateOptions,
  effects: Effects,
): Promise<RegeneratedDocument[]> {
  const documents = await ledgerDocuments(effects.warehouse, { number, month });
  if (documents.length === 0) throw await nothingIssued(effects, number, month);
  const counted = new Map<string, Promise<MeasuredUsage>>();
  const results: RegeneratedDocument[] = [];
  const progress = effects.progress.start('Regenerating', documents.length);
  try {
    for (const one of documents) {
      results.push(await regenerateOne(one, effects, from, counted));
      progress.advance(one.number);
    }
  } finally {
    progress.end();
  }
  return results;
}

async function regenerateOne(
  one: LedgerDocument,
  effects: Effects,
  from: RawData | undefined,
  counted: Map<string, Promise<MeasuredUsage>>,
): Promise<RegeneratedDocument> {
  const differences = isAsIssued(one) ? [] : ['the document in the ledger is not what was issued'];
  const made = await madeAgain(one, effects, differences);
  if (made !== undefined && from !== undefined)
    differences.push(...(await countedAnew(one, made, effects, from, counted)));
  const { texts, rendered } = await reportsOf(one, effects, differences);
  const reports = await writeReports(one.month, texts, effects);
  return {
    number: one.number,
    sha256: one.sha256,
    source: made === undefined ? 'ledger' : (from ?? 'facts'),
    rendered,
    reports,
    differences,
  };
}

interface MadeAgain {
  facts: BillingFacts;
  making: Making;
}

/** Rates the kept facts again. Corrections are differences of other documents and are printed. */
async function madeAgain(
  { contentSha256, document, text }: LedgerDocument,
  { warehouse }: Effects,
  differences: string[],
): Promise<MadeAgain | undefined> {
  if (contentSha256 === null) return undefined;
  try {
    const kept = await contentOf(warehouse, contentSha256);
    if ((document.kind ?? 'invoice') !== 'invoice') return kept;
    const { number, ledger, refers_to, kind, reason } = document;
    const again = {
      ...draftOf(kept.facts),
      ...plain({ number, ledger, refers_to, kind, reason }),
    } as InvoiceDocument;
    if (canonicalize(again) !== text) differences.push(...differencesOf(document, again));
    return kept;
  } catch (error) {
    if (!(error instanceof DamagedFact)) throw error;
    differences.push(error.message);
    return undefined;
  }
}

/** Which keys and lines of the document come out otherwise. */
function differencesOf(issued: InvoiceDocument, again: InvoiceDocument): string[] {
  const keys = [
    ...new Set([...Object.keys(issued), ...Object.keys(again)]),
  ] as (keyof InvoiceDocument)[];
  return keys
    .filter((key) => !isDeepStrictEqual(plain(issued[key]), plain(again[key])))
    .map((key) => {
      const [before, after] = [issued[key], again[key]];
      if (typeof before === 'string' && typeof after === 'string')
        return `${key} was issued as ${before} and comes to ${after}`;
      return `${key} comes out otherwise than issued`;
    });
}

/** Compares the kept usage with what raw data come to. */
async function countedAnew(
  { evidenceSha256, month }: LedgerDocument,
  { facts, making }: MadeAgain,
  effects: Effects,
  from: RawData,
  counted: Map<string, Promise<MeasuredUsage>>,
): Promise<string[]> {
  if (evidenceSha256 === null) return [];
  const key = `${evidenceSha256} ${canonicalize(making)}`;
  const evidence = await factOf<Evidence>(effects.warehouse, evidenceSha256);
  const usage = counted.get(key) ?? remeasure(effects, { evidence, making, from });
  counted.set(key, usage);
  const appIds = facts.customer.apps.map(({ app_id }) => app_id);
  const again = usageOfApps(await usage, appIds);
  const { usage: daily, monthly_users, noted } = facts;
  if (isDeepStrictEqual(plain(again), plain({ usage: daily, monthly_users, noted }))) return [];
  const values = new Map(again.usage.map((day) => [dayKey(day), day]));
  const kept = new Map(daily.map((day) => [dayKey(day), day]));
  const differing = [...new Set([...kept.keys(), ...values.keys()])].filter(
    (day) => !isDeepStrictEqual(values.get(day), kept.get(day)),
  );
  const shown = differing
    .slice(0, 5)
    .map(
      (day) =>
        `${day}: ${kept.get(day)?.numerator ?? 'nothing'} was billed, ${values.get(day)?.numerator ?? 'nothing'} is counted`,
    );
  const more = differing.length > 5 ? [`and ${differing.length - 5} more values`] : [];
  const rest = differing.length === 0 ? ['monthly users or findings are counted otherwise'] : [];
  return [...shown, ...more, ...rest].map((text) => `${month}, counted anew from ${from}: ${text}`);
}

function dayKey({ appId, metric, usageDate }: BillingFacts['usage'][number]): string {
  return `app ${appId}, ${metric} on ${usageDate}`;
}

/** The texts as they were sent; rendered anew where today's renderers give other bytes, or none were kept. */
async function reportsOf(
  { number, document }: LedgerDocument,
  { warehouse }: Effects,
  differences: string[],
): Promise<{ texts: Map<string, string>; rendered: RegeneratedDocument['rendered'] }> {
  const today = renderDocument(document);
  const kept = await keptReports(warehouse, number);
  if (kept.length === 0) return { texts: today, rendered: 'by this version' };
  const damaged = kept.filter((report) => !report.isIntact);
  differences.push(...damaged.map(({ name }) => `the kept report ${name} is not what was sent`));
  const isSame = kept.every(({ name, text }) => today.get(name) === text);
  const texts = new Map(kept.map(({ name, text }: KeptReport) => [name, text]));
  return { texts, rendered: isSame ? 'identical' : 'kept from the issue' };
}

async function nothingIssued(
  { warehouse }: Effects,
  number: string | undefined,
  month: Month | undefined,
): Promise<UserError> {
  if (number === undefined)
    return new UserError(
      `Nothing was issued${month === undefined ? '' : ` for ${month}`}.\nimbill invoice list shows what was.`,
      exitCodes.nothingToDo,
    );
  const all = await warehouse.rows<{ number: string }>('select number from invoices');
  const nearest = nearestName(
    number,
    all.map((one) => one.number),
  );
  return new UserError(
    `There is no document ${JSON.stringify(number)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}\nimbill invoice list shows all numbers.`,
    exitCodes.wrongUsage,
  );
}

function plain<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
