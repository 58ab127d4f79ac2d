import { sqlText } from '../engines/sql-files.ts';

/** A table that is exported: a file, or a sheet of a workbook. */
export interface Dataset {
  name: DatasetName;
  /** A query with the parameters of `datasetParameters`. */
  sql: string;
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
  return { name, sql: `${sqlText('exports', `exported_${name}`)}\norder by ${keys.join(', ')}\n` };
}

/** Which rows; all months and customers without. Months are inclusive. */
export interface Choice {
  month?: string;
  from?: string;
  to?: string;
  customer?: string;
}

export function isNarrowed({ month, from, to, customer }: Choice): boolean {
  return (month ?? from ?? to ?? customer) !== undefined;
}

export function datasetParameters({ month, from, to, customer }: Choice): Record<string, string> {
  return {
    from_month: month ?? from ?? '0000-00',
    to_month: month ?? to ?? '9999-99',
    customer_id: customer ?? '',
  };
}
