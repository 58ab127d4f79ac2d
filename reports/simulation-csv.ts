import { byteOrderMark } from '../src/base/csv.ts';
import type { SimulatedCharge, SimulationDocument } from '../src/invoice/simulation.ts';
import { type CsvColumn, csvText } from './text/csv.ts';

/**
 * Renders a simulation as a CSV table: a row a customer, month and charge, without totals. It goes to stdout, where
 * programs read it, so it has no byte order mark.
 */
export function renderSimulationCsv({ charges, currency }: SimulationDocument): string {
  const columns: CsvColumn<SimulatedCharge>[] = [
    { name: 'month', holds: 'text', value: ({ month }) => month },
    { name: 'customer_id', holds: 'text', value: ({ customer_id }) => customer_id },
    { name: 'app_id', holds: 'text', value: ({ app_id }) => app_id },
    { name: 'sku', holds: 'text', value: ({ sku }) => sku },
    { name: 'kind', holds: 'text', value: ({ kind }) => kind },
    { name: 'title_en', holds: 'text', value: ({ title }) => title.en },
    { name: 'title_zh', holds: 'text', value: ({ title }) => title.zh },
    { name: 'currency', holds: 'text', value: () => currency },
    { name: 'issued', holds: 'number', value: ({ issued }) => issued },
    { name: 'simulated', holds: 'number', value: ({ simulated }) => simulated },
    { name: 'difference', holds: 'number', value: ({ difference }) => difference },
  ];
  return csvText(columns, charges).slice(byteOrderMark.length);
}
