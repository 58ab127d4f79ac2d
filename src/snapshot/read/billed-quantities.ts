import { queryText } from '../../duckdb/query-text.ts';
import type { BilingualText } from '../../invoice/document.ts';
import { parseDecimal } from '../../money/decimal.ts';
import { sumMoney } from '../../money/round-money.ts';
import { trimZeros } from '../../money/trim-zeros.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** The quantity by which a customer is charged, month by month. */
export interface BilledQuantity {
  sku: string;
  title: BilingualText;
  unit: string;
  /** Ascending; months without it are left out. */
  months: QuantityMonth[];
}

/** A month's quantity, over all apps of the customer. */
export interface QuantityMonth {
  month: string;
  quantity: string;
  /** True without documents: the quantity is what was measured so far. */
  isOpen: boolean;
}

interface Row {
  [column: string]: string | boolean;
  customer_id: string;
  month: string;
  sku: string;
  service_name: string;
  service_name_zh: string;
  unit: string;
  quantity: string;
  amount: string;
  is_open: boolean;
}

/**
 * Reads the quantities by which a customer was charged, the dearest charge first. Charges of the same quantity, such
 * as two by daily users, are one.
 */
export async function billedQuantities(
  snapshot: Snapshot,
  customerId: string,
): Promise<BilledQuantity[]> {
  const byCustomer = await snapshot.once('billed quantities', async () =>
    groupBy(
      await snapshot.database.rows<Row>(queryText('snapshot/billed_quantities')),
      ({ customer_id }) => customer_id,
    ),
  );
  const charges = [...groupBy(byCustomer.get(customerId) ?? [], ({ sku }) => sku).values()];
  const billed = charges.filter((rows) => rows.some(({ is_open }) => !is_open));
  const ordered = billed.toSorted((a, b) => amountOf(b).comparedTo(amountOf(a)));
  return withoutRepeated(ordered).map(quantityOf);
}

function amountOf(rows: readonly Row[]) {
  return parseDecimal(sumMoney(rows.map(({ amount }) => amount)));
}

/** Leaves out a charge if one before it has the same quantities in all its months. */
function withoutRepeated(charges: readonly Row[][]): Row[][] {
  const isWithin = (rows: readonly Row[], others: readonly Row[]) =>
    rows.every(({ month, unit, quantity }) =>
      others.some(
        (other) => other.month === month && other.unit === unit && other.quantity === quantity,
      ),
    );
  return charges.filter(
    (rows, index) => !charges.slice(0, index).some((others) => isWithin(rows, others)),
  );
}

function quantityOf(rows: readonly Row[]): BilledQuantity {
  const { sku, service_name, service_name_zh, unit } = rows.findLast(({ is_open }) => !is_open)!;
  return {
    sku,
    title: { zh: service_name_zh, en: service_name },
    unit,
    months: rows.map(({ month, quantity, is_open }) => ({
      month,
      quantity: trimZeros(quantity),
      isOpen: is_open,
    })),
  };
}
