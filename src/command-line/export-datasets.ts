import { currentSql } from '../duckdb/sql-files.ts';
import { metricCatalogue } from '../metrics/catalogue.ts';

/** A table that is exported: a file, or a sheet of a workbook. */
export interface Dataset {
  name: DatasetName;
  /** A query with the parameters that `parametersOf` gives. */
  sql: string;
  parametersOf(choice: Choice): Record<string, string>;
  /** Its column with the months by which rows are chosen. */
  monthColumn(choice: Choice): string;
}

export const datasetNames = ['usage', 'charges', 'invoices'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** What makes the order of the rows, and so the bytes of a file, the same each time. */
const orderOf: Record<DatasetName, string> = {
  usage: 'month, customer_id, app_id, metric, usage_date',
  charges: 'position, line_number',
  invoices: 'position',
};

/** A dataset of `sql/exports`, its rows in their order. */
export function datasetOf(name: DatasetName): Dataset {
  const keys = orderOf[name].split(', ').map((key) => `${key} asc nulls last`);
  const isOfDocuments = name !== 'usage';
  return {
    name,
    sql: `${currentSql().text('exports', `exported_${name}`)}\norder by ${keys.join(', ')}\n`,
    parametersOf: ({ month, from, to, customer, by = 'month' }) => ({
      from_month: month ?? from ?? '0000-00',
      to_month: month ?? to ?? '9999-99',
      customer_id: customer ?? '',
      ...(isOfDocuments ? { by } : { units: JSON.stringify(unitsOfMetrics()) }),
    }),
    monthColumn: ({ by }) =>
      isOfDocuments && by === 'billing-period' ? 'billing_period' : 'month',
  };
}

function unitsOfMetrics(): Record<string, string> {
  return Object.fromEntries([...metricCatalogue()].map(([name, { unit }]) => [name, unit.unit]));
}

/** Which rows; all months and customers without. Months are inclusive. */
export interface Choice {
  month?: string;
  from?: string;
  to?: string;
  customer?: string;
  /** Months that documents are about, the default, or that they are invoiced in. */
  by?: (typeof monthKinds)[number];
}

export const monthKinds = ['month', 'billing-period'] as const;

export function isNarrowed({ month, from, to, customer }: Choice): boolean {
  return (month ?? from ?? to ?? customer) !== undefined;
}
