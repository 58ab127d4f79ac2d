import { currentSql } from '../duckdb/sql-files.ts';
import { metricCatalogue } from '../metrics/catalogue.ts';
import { type Choice, type DatasetName, monthRange } from './choice.ts';

/** A table to export: as one file, or as a sheet of a workbook. */
export interface Dataset {
  name: DatasetName;
  /** A query with the parameters that `parametersOf` returns. */
  sql: string;
  parametersOf(choice: Choice): Record<string, string>;
  /** Returns its column with the months by which rows are chosen. */
  monthColumn(choice: Choice): string;
}

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
    sql: `${currentSql().text('exports', `exported_${name}`)}\norder by ${keys.join(', ')}\n`,
    parametersOf(choice) {
      const { from, to } = monthRange(choice);
      const { customer = '', by = 'month' } = choice;
      const parameters = { from_month: from, to_month: to, customer_id: customer };
      return isOfDocuments
        ? { ...parameters, by }
        : { ...parameters, units: JSON.stringify(unitsOfMetrics()) };
    },
    monthColumn: ({ by }) =>
      isOfDocuments && by === 'billing-period' ? 'billing_period' : 'month',
  };
}

function unitsOfMetrics(): Record<string, string> {
  return Object.fromEntries([...metricCatalogue()].map(([name, { unit }]) => [name, unit.unit]));
}
