import type { Month } from '../calendar/month.ts';
import { sqlText } from '../duckdb/sql-files.ts';

export const exportFormats = ['csv', 'parquet', 'arrow', 'arrows', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const datasetNames = ['usage', 'charges', 'invoices'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** A table to export: as one file, or as a sheet of a workbook. */
export interface Dataset {
  name: DatasetName;
  /** A query with the parameters that `parametersOf` returns. */
  sql: string;
  parametersOf(choice: Choice): Record<string, string>;
  /** Returns its column with the months by which rows are chosen. */
  monthColumn(choice: Choice): string;
}

/** Rows to export; an absent key does not limit them. Months are inclusive. */
export interface Choice {
  month?: Month | undefined;
  from?: Month | undefined;
  to?: Month | undefined;
  customer?: string | undefined;
  /** Months that documents are about, the default, or those in which they are invoiced. */
  by?: (typeof monthKinds)[number] | undefined;
}

export const monthKinds = ['month', 'billing-period'] as const;

/** Keys that sort all rows, so that a file always has the same bytes. */
const sortKeys: Record<DatasetName, string> = {
  usage: 'month, customer_id, app_id, metric, usage_date',
  charges: 'position, line_number',
  invoices: 'position',
};

/** Returns a dataset of `sql/exports` with sorted rows. */
export function datasetOf(name: DatasetName): Dataset {
  const keys = sortKeys[name].split(', ').map((key) => `${key} asc nulls last`);
  const isOfDocuments = name !== 'usage';
  return {
    name,
    sql: `${sqlText('exports', `exported_${name}`)}\norder by ${keys.join(', ')}\n`,
    parametersOf(choice) {
      const { from, to } = monthRange(choice);
      const { customer = '', by = 'month' } = choice;
      const parameters = { from_month: from, to_month: to, customer_id: customer };
      return isOfDocuments ? { ...parameters, by } : parameters;
    },
    monthColumn: ({ by }) =>
      isOfDocuments && by === 'billing-period' ? 'billing_period' : 'month',
  };
}

/** Returns the first and the last chosen month; bounds beyond all months where none is named. */
export function monthRange({ month, from, to }: Choice): { from: Month; to: Month } {
  return { from: month ?? from ?? '0000-00', to: month ?? to ?? '9999-99' };
}

/** True if a choice leaves rows out. */
export function isNarrowed({ month, from, to, customer }: Choice): boolean {
  return (month ?? from ?? to ?? customer) !== undefined;
}
