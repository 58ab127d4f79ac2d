import { canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { Finding, InvoiceDocument, InvoiceLine } from '../../invoice/document.ts';
import { Exact, parseDecimal } from '../../money/decimal.ts';
import { sumMoney } from '../../money/round-money.ts';
import { documentTax } from '../../rating/line-tax.ts';
import { comparison, type Difference } from '../difference.ts';

interface Cells {
  [column: string]: string | bigint | null;
}

/** A row of `invoices`. */
export interface DocumentRow extends Cells {
  number: string;
  content_sha256: string | null;
  evidence_sha256: string | null;
  sha256: string;
  document: string;
}

/** Documents as the tables of the warehouse hold them. */
export interface DocumentRows {
  /**
   * Columns of `invoices`, with the hash of the document before it (`previous_sha256`) and of that
   * document's file (`previous_file_sha256`).
   */
  invoices: DocumentRow[];
  /** Rows of `invoice_lines`, by number, in order. */
  lines: Map<string, Cells[]>;
  /** Rows of `findings`, by number. */
  findings: Map<string, Cells[]>;
}

/** Reads the rows of some documents, in the order of the ledger. */
export async function documentRows(
  database: Database,
  numbers: readonly string[],
): Promise<DocumentRows> {
  const chosen = `(select unnest(from_json($numbers, '["VARCHAR"]')))`;
  const parameters = { numbers: JSON.stringify(numbers) };
  const grouped = async (sql: string) => {
    const groups = new Map<string, Cells[]>();
    for (const row of await database.rows<Cells>(sql, parameters)) {
      const group = groups.get(String(row['number']));
      if (group) group.push(row);
      else groups.set(String(row['number']), [row]);
    }
    return groups;
  };
  return {
    invoices: await database.rows<DocumentRow>(queryText('ledger/document_rows'), parameters),
    lines: await grouped(
      `select * from invoice_lines where number in ${chosen} order by number, line_number`,
    ),
    findings: await grouped(
      `select * from findings where number in ${chosen} order by number, rowid`,
    ),
  };
}

/**
 * Compares a document with its hash, its sums, and the tables.
 *
 * @returns The parsed document; undefined if its text cannot be read.
 */
export function verifyDocument(
  row: DocumentRow,
  { lines, findings }: DocumentRows,
  differences: Difference[],
): InvoiceDocument | undefined {
  const { number, document: text } = row;
  comparison('document', number, differences)('SHA-256', row.sha256, sha256Of(text));
  const document = parsed(text);
  if (document === undefined) {
    comparison('document', number, differences)('', 'a document', 'a text that is not a document');
    return undefined;
  }
  try {
    compareColumns(row, document, differences);
    compareSums(number, document, differences);
    compareLines(number, document.lines, lines.get(number) ?? [], differences);
    compareFindings(number, document.findings, findings.get(number) ?? [], differences);
  } catch (error) {
    const found = `a text that cannot be read: ${(error as Error).message}`;
    comparison('document', number, differences)('', 'a document', found);
    return undefined;
  }
  return document;
}

function parsed(text: string): InvoiceDocument | undefined {
  try {
    const value = JSON.parse(text) as InvoiceDocument;
    return Array.isArray(value.lines) && Array.isArray(value.findings) ? value : undefined;
  } catch {
    return undefined;
  }
}

const sameColumns = [
  'number',
  'refers_to',
  'customer_id',
  'customer_name',
  'month',
  'currency',
  'prepaid',
  'postpaid',
  'total',
  'issue_date',
  'due_date',
] as const;

function compareColumns(
  row: DocumentRow,
  document: InvoiceDocument,
  differences: Difference[],
): void {
  const compare = comparison('columns', row.number, differences);
  const values = document as unknown as Cells;
  for (const column of sameColumns) compare(column, values[column], row[column]);
  compare('kind', document.kind ?? 'invoice', row['kind']);
  compare('issue_year', document.issue_date.slice(0, 4), row['issue_year']);
  compare('content_sha256', document.ledger?.content_sha256, row.content_sha256);
  if (document.ledger === undefined) return;
  compare('position', document.ledger.position, row['position']);
  const { previous_sha256, previous_file } = document.ledger;
  const hash = previous_file === undefined ? row['previous_sha256'] : row['previous_file_sha256'];
  comparison('chain', row.number, differences)('previous_sha256', previous_sha256, hash ?? '');
}

function compareSums(
  number: string,
  { lines, prepaid, postpaid, total, tax }: InvoiceDocument,
  differences: Difference[],
): void {
  const compare = comparison('sums', number, differences);
  const sumOf = (kinds: readonly string[]) =>
    sumMoney(lines.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount));
  compare('prepaid', sumOf(['prepaid']), prepaid);
  compare('postpaid', sumOf(['postpaid']), postpaid);
  compare('total', sumOf(['prepaid', 'postpaid']), total);
  compare('tax', textOf(documentTax(lines, tax?.is_exempt)), textOf(tax));
}

function textOf(tax: InvoiceDocument['tax']): string | undefined {
  return tax && canonicalJson(tax);
}

const textColumns = ['app_id', 'sku', 'kind', 'amount', 'peak_date', 'order_id'] as const;
const numberColumns = ['usage', 'included', 'quantity', 'unit_price'] as const;

function compareLines(
  number: string,
  lines: readonly InvoiceLine[],
  rows: readonly Cells[],
  differences: Difference[],
): void {
  const compare = comparison('lines', number, differences);
  compare('lines', lines.length, rows.length);
  for (const [index, line] of lines.entries()) {
    const key = `line ${index + 1}`;
    const row = rows.find(({ line_number }) => line_number === BigInt(index + 1));
    if (row === undefined) {
      compare(key, `${line.sku} of app ${line.app_id}, ${line.amount}`, undefined);
      continue;
    }
    for (const column of textColumns) compare(`${key}, ${column}`, line[column], row[column]);
    for (const column of numberColumns)
      compare(`${key}, ${column}`, asStored(line[column]), asStored(row[column]));
  }
}

/** Returns a number as the table stores it, rounded to nine decimals. */
function asStored(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return parseDecimal(String(value)).toDecimalPlaces(9, Exact.ROUND_HALF_UP).toFixed();
}

function compareFindings(
  number: string,
  findings: readonly Finding[],
  rows: readonly Cells[],
  differences: Difference[],
): void {
  const compare = comparison('lines', number, differences);
  compare('findings', findings.length, rows.length);
  for (const [index, { code, app_id, message, audience, text }] of findings.entries()) {
    const cells = { code, app_id, message, audience, message_zh: text?.zh };
    for (const [column, value] of Object.entries(cells))
      if (rows[index]) compare(`finding ${index + 1}, ${column}`, value, rows[index][column]);
  }
}
