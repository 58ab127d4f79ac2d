import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import type { RegeneratedDocument, RegenerateOptions } from '../src/command-line/jobs.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import { type BillingFacts, contentOf, type MadeFrom } from '../src/ledger/billing-facts.ts';
import type { Difference } from '../src/ledger/difference.ts';
import { isAsIssued, type LedgerDocument, ledgerDocuments } from '../src/ledger/documents.ts';
import type { Evidence } from '../src/ledger/evidence.ts';
import { DamagedFact, factOf } from '../src/ledger/facts.ts';
import { keptReports } from '../src/ledger/kept-reports.ts';
import { chosenNumbers } from './chosen-documents.ts';
import type { ReadEffects } from './effects.ts';
import { madeAgain } from './made-again.ts';
import { type MeasuredUsage, usageOfApps } from './measured-usage.ts';
import { type RawData, remeasure } from './remeasure.ts';
import { documentRenderer } from './render-document.ts';
import { writeReports } from './report.ts';

/**
 * Makes issued documents again from what the ledger kept, compares them with what was issued, and
 * writes JSON, CSV and HTML as they were sent. Nothing of today's files decides anything; with
 * `from` usage is also counted anew from raw data, and compared. The ledger is only read.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 4) if the month has no document.
 */
export async function regenerate(
  { number, month, from, out }: RegenerateOptions,
  effects: ReadEffects,
): Promise<RegeneratedDocument[]> {
  const numbers = await chosenNumbers(effects.warehouse, { number, month });
  if (numbers.length === 0)
    throw new UserError(
      'Nothing was issued.\nimbill invoice list shows what was.',
      exitCodes.nothingToDo,
    );
  const counted = new Map<string, Promise<MeasuredUsage>>();
  const results: RegeneratedDocument[] = [];
  const progress = effects.progress.start('Regenerating', numbers.length);
  try {
    for (const one of numbers) {
      const [document] = await ledgerDocuments(effects.warehouse, { number: one });
      results.push(await regenerateOne(document!, effects, { from, out }, counted));
      progress.advance(one);
    }
  } finally {
    progress.end();
  }
  return results;
}

async function regenerateOne(
  one: LedgerDocument,
  effects: ReadEffects,
  { from, out }: Pick<RegenerateOptions, 'from' | 'out'>,
  counted: Map<string, Promise<MeasuredUsage>>,
): Promise<RegeneratedDocument> {
  const differences = isAsIssued(one) ? [] : ['the document in the ledger is not what was issued'];
  const made = await ratedFromFacts(one, effects, differences);
  if (made !== undefined && from !== undefined)
    differences.push(...(await countedAnew(one, made, effects, from, counted)));
  const { texts, rendered } = await reportsOf(one, effects, differences);
  const reports = await writeReports(one.month, texts, effects, out);
  return {
    number: one.number,
    sha256: one.sha256,
    source: made === undefined ? 'ledger' : (from ?? 'facts'),
    rendered,
    reports,
    differences,
  };
}

/** Rates the kept facts again; of a correction, against the documents before it. */
async function ratedFromFacts(
  one: LedgerDocument,
  effects: ReadEffects,
  differences: string[],
): Promise<MadeFrom | undefined> {
  if (one.contentSha256 === null) return undefined;
  try {
    const kept = await contentOf(effects.warehouse, one.contentSha256);
    if (isAsIssued(one))
      differences.push(...(await madeAgain(one.document, kept, effects)).map(inWords));
    return kept;
  } catch (error) {
    if (!(error instanceof DamagedFact)) throw error;
    differences.push(error.message);
    return undefined;
  }
}

function inWords({ key, expected, found }: Difference): string {
  return `${key} was issued as ${found} and comes to ${expected}`;
}

/** Compares the kept usage with what raw data come to. */
async function countedAnew(
  { evidenceSha256, month }: LedgerDocument,
  { facts, making }: MadeFrom,
  effects: ReadEffects,
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

/**
 * The texts as they were sent. Where today's renderers give other bytes, those that were kept count;
 * where none were kept, or one was altered, it is rendered anew from the document.
 */
async function reportsOf(
  one: LedgerDocument,
  { warehouse }: ReadEffects,
  differences: string[],
): Promise<{ texts: Map<string, string>; rendered: RegeneratedDocument['rendered'] }> {
  const render = await documentRenderer();
  const today = isAsIssued(one) ? render(one.document) : new Map<string, string>();
  const kept = await keptReports(warehouse, one.number);
  const intact = kept.filter(({ isIntact }) => isIntact);
  if (one.evidenceSha256 !== null) differences.push(...damagedAmong([...today.keys()], kept));
  const texts = new Map([...today, ...intact.map(({ name, text }) => [name, text] as const)]);
  if (kept.length === 0) return { texts, rendered: 'by this version' };
  const isSame = intact.every(({ name, text }) => today.get(name) === text);
  return { texts, rendered: isSame ? 'identical' : 'kept from the issue' };
}

function damagedAmong(
  expected: readonly string[],
  kept: readonly { name: string; isIntact: boolean }[],
): string[] {
  const names = kept.map(({ name }) => name);
  return [
    ...kept
      .filter(({ isIntact }) => !isIntact)
      .map(({ name }) => `the kept report ${name} is not what was sent`),
    ...expected
      .filter((name) => !names.includes(name))
      .map((name) => `the kept report ${name} is gone`),
  ];
}

function plain<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
