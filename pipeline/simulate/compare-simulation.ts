import type { Draft } from '../../src/billing/draft.ts';
import { firstDay, monthsBetween } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import type {
  Compared,
  SimulatedCharge,
  SimulatedInvoice,
  SimulationDocument,
} from '../../src/invoice/simulation.ts';
import type { SimulateOptions } from '../../src/jobs/simulate.ts';
import { changeOfMoney, sumMoney } from '../../src/money/round-money.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import { amountWithTax } from '../../src/rating/line-tax.ts';
import type { IssuedDocument } from './read-issued-months.ts';

type IssuedLine = IssuedDocument['lines'][number];

/** One issued invoice against what it would have been. */
export interface ComparedInvoice {
  invoice: SimulatedInvoice;
  charges: SimulatedCharge[];
  findings: SimulationDocument['findings'];
}

export function compareInvoice(document: IssuedDocument, draft: Draft): ComparedInvoice {
  const { month, customer_id, customer_name, number } = document;
  return {
    invoice: {
      month,
      customer_id,
      customer_name,
      number,
      ...against(document.lines.map(amountWithTax), [amountDue(draft)]),
    },
    charges: chargesOf(document, draft),
    findings: addedFindings(document, draft),
  };
}

/** Compares issued with simulated amounts by charge, invoice, customer, month and SKU. */
export function simulationOf({
  book,
  options,
  compared,
  skipped,
}: {
  book: PriceBook;
  options: SimulateOptions;
  compared: readonly ComparedInvoice[];
  skipped: SimulationDocument['skipped'];
}): SimulationDocument {
  const charges = compared.flatMap((one) => one.charges);
  const invoices = compared.map(({ invoice }) => invoice);
  const issued = new Set([...invoices, ...skipped].map(({ month }) => month));
  const { list, from, sha256, source } = book;
  return {
    format: 'imbill-simulation/1',
    from: options.from,
    to: options.to,
    book: { file: options.file.split(/[\\/]/).at(-1)!, list, from, sha256, source },
    price_list: options.list ?? list,
    in_force_from: options.asDated ? from : firstDay(options.from),
    currency: book.currency,
    charges,
    invoices,
    customers: totalsBy(
      invoices,
      ({ customer_id }) => customer_id,
      ({ customer_id, customer_name }) => ({
        customer_id,
        customer_name,
      }),
    ),
    months: totalsBy(
      invoices,
      ({ month }) => month,
      ({ month }) => ({ month }),
    ),
    skus: totalsBy(
      charges,
      ({ sku }) => sku,
      ({ sku, title }) => ({ sku, title }),
    ),
    total: totalOf(invoices),
    months_without_invoices: monthsBetween(options.from, options.to).filter(
      (month) => !issued.has(month),
    ),
    skipped,
    findings: compared.flatMap(({ findings }) => findings),
  };
}

/** Groups lines by app, SKU and kind: a charge may have several lines in a month. */
function chargesOf(document: IssuedDocument, draft: Draft): SimulatedCharge[] {
  const keyOf = ({ app_id, sku, kind }: IssuedLine) => JSON.stringify([app_id, sku, kind]);
  const [before, after] = [groupBy(document.lines, keyOf), groupBy(draft.lines, keyOf)];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText).map((key) => {
    const [issued, simulated] = [before.get(key) ?? [], after.get(key) ?? []];
    const { app_id, sku, kind, title } = (issued[0] ?? simulated[0])!;
    return {
      customer_id: document.customer_id,
      month: document.month,
      app_id,
      sku,
      kind,
      title,
      ...against(issued.map(amountWithTax), simulated.map(amountWithTax)),
    };
  });
}

function against(issued: readonly string[], simulated: readonly string[]): Compared {
  const [before, after] = [sumMoney(issued), sumMoney(simulated)];
  return { issued: before, simulated: after, difference: changeOfMoney(after, before) };
}

function totalOf(rows: readonly Compared[]): Compared {
  return against(
    rows.map(({ issued }) => issued),
    rows.map(({ simulated }) => simulated),
  );
}

function totalsBy<Row extends Compared, Head>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  headOf: (row: Row) => Head,
): (Head & Compared)[] {
  const groups = [...groupBy(rows, keyOf)].toSorted(([a], [b]) => compareText(a, b));
  return groups.map(([, own]) => ({ ...headOf(own.at(-1)!), ...totalOf(own) }));
}

/** Returns the findings of the simulated month that the issued one did not have. */
function addedFindings(document: IssuedDocument, draft: Draft): SimulationDocument['findings'] {
  const known = new Set(
    document.findings.map(({ code, app_id }) => JSON.stringify([code, app_id])),
  );
  return draft.findings
    .filter(({ code, app_id }) => !known.has(JSON.stringify([code, app_id])))
    .map((finding) => ({
      ...finding,
      customer_id: document.customer_id,
      month: document.month,
    }));
}
