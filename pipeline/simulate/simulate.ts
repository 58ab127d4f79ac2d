import { renderSimulationCsv } from '../../reports/simulation-csv.ts';
import { renderSimulationJson } from '../../reports/simulation-json.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { type Draft, draftOf } from '../../src/billing/draft.ts';
import { compareFrom } from '../../src/calendar/billing-day.ts';
import { lastDay, monthOf } from '../../src/calendar/month.ts';
import type { SimulationDocument } from '../../src/invoice/simulation.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { SimulateOptions, Simulation } from '../../src/jobs/simulate.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { readBookFile } from '../../src/prices/read-book-file.ts';
import { readWarehouse } from '../../src/warehouse/read-warehouse.ts';
import { priceFolders } from '../../src/workspace/price-folders.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import { awaitAll } from '../effects/await-all.ts';
import { findAgreedTerms } from '../price/find-agreed-terms.ts';
import { type ComparedInvoice, compareInvoice, simulationOf } from './compare-simulation.ts';
import { issuedMonths, readIssuedMonths, type StoredMonths } from './read-issued-months.ts';
import { insertBook, keepAgreedTerms, replaceBooksFrom } from './simulated-books.ts';
import { writeSimulation } from './simulation-report.ts';

/**
 * Prices issued months again by the book of a file, from the daily usage and purchases in the
 * ledger. The rating code is the same as for invoices. Writes only the report.
 *
 * @throws {UserError} (exit 2) If the range is none, (exit 3) with all problems of the book,
 *   also what it does not sell, (exit 4) if the range has no invoice, (exit 5) if a run has the
 *   workspace.
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
  const [{ book }, stored, page] = await awaitAll([
    readBookFile(file, priceFolders(workspace)),
    readWarehouse(workspace, (warehouse) => readIssuedMonths(warehouse, from, to)),
    import('../../reports/simulation-html.ts'),
  ]);
  const document = simulationOf({ book, options, ...priceAgain(stored, book, options) });
  const csv = renderSimulationCsv(document);
  const texts = {
    'simulation.json': renderSimulationJson(document),
    'simulation.csv': csv,
    'simulation.html': page.renderSimulationHtml(document),
  };
  return { document, csv, reports: await writeSimulation(document, texts, options, workspace) };
}

/**
 * Prices and compares the months of the customers on the book's list, or on the named list. Only
 * the comparison stays in memory.
 */
function priceAgain(
  stored: StoredMonths,
  book: PriceBook,
  options: SimulateOptions,
): Pick<Parameters<typeof simulationOf>[0], 'compared' | 'skipped'> {
  if (stored.invoices.length === 0) throw nothingIssued(options);
  const wanted = options.list ?? book.list;
  const lists = new Set<string>();
  const problems = new Set<string>();
  const compared: ComparedInvoice[] = [];
  const skipped: SimulationDocument['skipped'] = [];
  let pricedByBook = 0;
  for (const { document, facts } of issuedMonths(stored)) {
    const { price_list, number, month, customer_id, currency } = document;
    lists.add(price_list);
    if (price_list !== wanted) continue;
    if (facts === undefined) {
      skipped.push({ number, month, customer_id });
      continue;
    }
    const agreed = keepAgreedTerms(facts);
    const changed = options.asDated
      ? insertBook(agreed, book)
      : replaceBooksFrom(agreed, book, options.from);
    if (isInForce(changed, book)) pricedByBook += 1;
    const draft = draftOrProblems(changed, currency, problems);
    if (draft !== undefined) {
      const findings = [...draft.findings, ...findAgreedTerms(draft, changed)];
      compared.push(compareInvoice(document, { ...draft, findings }));
    }
  }
  if (!lists.has(wanted)) throw nobodyOnList(wanted, lists, options);
  if (problems.size > 0)
    throw new UserError(
      `These months cannot be priced by ${options.file}:\n${[...problems].join('\n')}\nAdd what was sold to the book, or choose another range; nothing was changed.`,
      exitCodes.badInput,
    );
  if (options.asDated && pricedByBook === 0)
    throw new UserError(
      `${options.file} is in force from ${book.from} on, so it prices no day of the issued months from ${options.from} to ${options.to}.\nLeave out --as-dated to price the whole range by it.`,
      exitCodes.wrongUsage,
    );
  return { compared, skipped };
}

function nothingIssued({ from, to }: SimulateOptions): UserError {
  return new UserError(
    `No invoice was issued for ${from === to ? from : `any month from ${from} to ${to}`}; there is nothing to compare with.\nimbill invoice list shows the months that were issued.`,
    exitCodes.nothingToDo,
  );
}

function nobodyOnList(
  wanted: string,
  lists: ReadonlySet<string>,
  { from, to, list }: SimulateOptions,
): UserError {
  const others = [...lists].toSorted();
  return new UserError(
    `No invoice from ${from} to ${to} is of a customer on the price list "${wanted}"; they are on ${others.join(', ')}.\nName the list whose customers are meant with --list, such as --list ${others[0]}.`,
    list === undefined ? exitCodes.badInput : exitCodes.wrongUsage,
  );
}

function isInForce({ month, price_books }: BillingFacts, { sha256 }: PriceBook): boolean {
  return (
    price_books
      .filter((one) => one.from <= lastDay(month))
      .toSorted(compareFrom)
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
    const draft = draftOf(facts, allUnits());
    if (draft.currency === currency) return draft;
    problems.add(
      `The currency of the book is ${draft.currency}, but that of its customers' invoices is ${currency}.`,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The last of several lines says what to do when a month is billed.
    const lines = error.message.split('\n');
    for (const line of lines.slice(0, Math.max(1, lines.length - 1))) problems.add(line);
  }
  return undefined;
}
