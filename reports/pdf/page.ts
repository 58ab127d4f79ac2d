import type { BilingualText } from '../../src/invoice/document.ts';

/** A text of a page: in its language, or in both; several stand beside each other. */
export type PageText = string | BilingualText | readonly PageText[];

/** Everything that a PDF shows, in order. `document.typ` typesets it and decides nothing else. */
export interface PdfPage {
  /** Title in the file's own data. */
  title: string;
  author: string;
  /** Date of the file, `YYYY-MM-DD`. */
  date: string;
  language: 'zh' | 'en';
  /** Head of the second page and those after it, and foot of all pages. */
  running: { title: PageText; customer: string; foot: PageText };
  /** Mark on each page that is none of an issued document. */
  mark?: PageText;
  parts: PdfPart[];
}

export type PdfPart =
  | HeadPart
  | { part: 'facts'; items: LabelledLines[] }
  | { part: 'section'; title?: PageText; name?: string; amount?: string }
  | TablePart
  | { part: 'charts'; charts: ChartBlock[]; key: ChartKey }
  | { part: 'new page' }
  | { part: 'notes'; title: PageText; items: { label?: string; text: PageText }[] }
  | DaysPart
  | { part: 'lines'; lines: PageText[] }
  | { part: 'evidence'; title: PageText; items: LabelledLines[] }
  | CheckPart;

/** Where the document is in the ledger, and how its reader checks that. */
export interface CheckPart {
  part: 'check';
  title: PageText;
  entry: PageText;
  root: { label: PageText; groups: string[] };
  how: PageText;
}

/** The head of the first page. */
export interface HeadPart {
  part: 'head';
  issuer: string;
  /** Name of a file that the renderer is given. */
  logo?: string;
  title: PageText;
  number: string;
  due: {
    label: PageText;
    amounts: { currency: string; amount: string; note?: PageText }[];
    facts: { label: PageText; text: string }[];
  };
}

export interface LabelledLines {
  label: PageText;
  lines: string[];
}

export interface TablePart {
  part: 'table';
  /** Without a width, a column has the rest. */
  columns: { title: PageText; kind: 'text' | 'number'; millimetres?: number }[];
  groups: { title?: PageText; rows: TableRow[] }[];
}

export interface TableRow {
  cells: RowCell[];
  /** Explains the row, below it over the whole width. */
  notes?: PageText[];
  look?: 'subtotal' | 'total';
}

/** A text; or several columns for one text; or a figure with its unit below it. */
export type RowCell =
  | PageText
  | { wide: PageText; columns: number }
  | { figure: string; unit: PageText };

/** Values by day that a line adds up. */
export interface DaysPart {
  part: 'days';
  title: PageText;
  line: PageText;
  days: { date: string; quantity: string }[];
  sum: PageText;
}

/** A text that explains a mark of a chart. */
export interface ChartKey {
  mark?: 'included' | 'no-data' | 'weekend';
  text: PageText;
}

/** A chart with its caption and key; without data there is no picture. */
export interface ChartBlock {
  title: PageText;
  caption: PageText;
  svg?: string;
  /** True if it has the whole width of the page. */
  isWhole?: true;
  keys: ChartKey[];
}
