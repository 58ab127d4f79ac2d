import { renderSimulationCsv } from '../reports/simulation-csv.ts';
import { lastDay, monthOf } from '../src/calendar/month.ts';
import type { JobContext, SimulateOptions, Simulation } from '../src/command-line/jobs.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { BillingFacts } from '../src/ledger/billing-facts.ts';
import type { PriceBook } from '../src/prices/price-book.ts';
import { readBookFile } from '../src/prices/read-book-file.ts';
import { readWarehouse } from '../src/warehouse/read-warehouse.ts';
import { priceFolders } from '../src/workspace/billing-terms.ts';
import { readSettings } from '../src/workspace/settings.ts';
import { type PricedAnew, simulationOf } from './compare-simulation.ts';
import { type Draft, draftOf } from './draft.ts';
import { type IssuedMonth, issuedMonths } from './issued-facts.ts';
import { asDated, fromTheFirst } from './simulated-books.ts';
import { writeSimulation } from './simulation-report.ts';

/**
 * Prices issued months anew by the book of a file: from the daily usage and the purchases that the
 * ledger keeps of each invoice, by the code that made it. Changes nothing but the report.
 *
 * @throws {UserError} (exit 2) If the range is none, (exit 3) with all that is wrong with the book, or
 *   that it does not sell, (exit 4) if the range has no invoice, (exit 5) if a run has the workspace.
 */
export async function simulate(
  options: SimulateOptions,
  { workspace }: JobContext,
): Promise<Simulation> {
  const { from, to, file } = options;
  if (from > to)
    throw new UserError(
      `--from ${from} is after --to ${to}.\nAccepted: the first and the last month of a range.`,
      exitCodes.wrongUsage,
    );
  await readSettings(workspace.settings);
  const { book } = await readBookFile(file, priceFolders(workspace));
  const issued = await readWarehouse(workspace, (warehouse) => issuedMonths(warehouse, from, to));
  const ofList = monthsOfList(issued, book, options);
  const anew = priceAnew(ofList, book, options);
  const document = simulationOf({ book, options, issued: ofList, anew });
  const reports = await writeSimulation(document, options, workspace);
  return { document, csv: renderSimulationCsv(document), reports };
}

/** The months of the customers whose list the book is, or who are on the list that is named. */
function monthsOfList(
  issued: readonly IssuedMonth[],
  book: PriceBook,
  { from, to, list }: SimulateOptions,
): IssuedMonth[] {
  if (issued.length === 0)
    throw new UserError(
      `No invoice was issued for ${from === to ? from : `any month from ${from} to ${to}`}; there is nothing to compare with.\nimbill invoice list shows the months that were issued.`,
      exitCodes.nothingToDo,
    );
  const wanted = list ?? book.list;
  const ofList = issued.filter(({ document }) => document.price_list === wanted);
  if (ofList.length > 0) return ofList;
  const lists = [...new Set(issued.map(({ document }) => document.price_list))].toSorted();
  throw new UserError(
    `No invoice from ${from} to ${to} is of a customer on the price list "${wanted}"; they are on ${lists.join(', ')}.\nName the list whose customers are meant with --list, such as --list ${lists[0]}.`,
    list === undefined ? exitCodes.badInput : exitCodes.wrongUsage,
  );
}

function priceAnew(
  issued: readonly IssuedMonth[],
  book: PriceBook,
  options: SimulateOptions,
): PricedAnew[] {
  const problems = new Set<string>();
  let pricedByBook = 0;
  const anew = issued.flatMap(({ document, facts }): PricedAnew[] => {
    if (facts === undefined) return [];
    const changed = options.asDated
      ? asDated(facts, book)
      : fromTheFirst(facts, book, options.from);
    if (isInForce(changed, book)) pricedByBook += 1;
    const draft = draftOrProblems(changed, document.currency, problems);
    return draft === undefined ? [] : [{ document, draft }];
  });
  if (problems.size > 0)
    throw new UserError(
      `By ${options.file} these months cannot be priced:\n${[...problems].join('\n')}\nAdd what was sold to the book, or choose another range; nothing was changed.`,
      exitCodes.badInput,
    );
  if (options.asDated && pricedByBook === 0)
    throw new UserError(
      `${options.file} is in force from ${book.from} on, which is no day of the issued months from ${options.from} to ${options.to}.\nLeave out --as-dated to price the whole range by it.`,
      exitCodes.wrongUsage,
    );
  return anew;
}

function byDate(a: PriceBook, b: PriceBook): number {
  return a.from < b.from ? -1 : 1;
}

/** Whether the book prices a day of the month. */
function isInForce({ month, price_books }: BillingFacts, { sha256 }: PriceBook): boolean {
  return (
    price_books
      .filter((one) => one.from <= lastDay(month))
      .toSorted(byDate)
      .at(-1)?.sha256 === sha256 ||
    price_books.some((one) => one.sha256 === sha256 && monthOf(one.from) === month)
  );
}

function draftOrProblems(
  facts: BillingFacts,
  currency: string,
  problems: Set<string>,
): Draft | undefined {
  try {
    const draft = draftOf(facts);
    if (draft.currency === currency) return draft;
    problems.add(`The book is in ${draft.currency}, and invoices of its customers in ${currency}.`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The last of several lines says what to do when a month is billed.
    const lines = error.message.split('\n');
    for (const line of lines.slice(0, Math.max(1, lines.length - 1))) problems.add(line);
  }
  return undefined;
}
