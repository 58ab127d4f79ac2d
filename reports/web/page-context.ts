import { fileName, reportFileName } from '../text/file-name.ts';
import { type Address, idToFolder, idToSegment, segmentsOf } from './address.ts';
import { type Language, type Say, sayIn } from './language.ts';

/** The surroundings of a page: its language, its address, and its links to other pages. */
export interface PageContext {
  language: Language;
  say: Say;
  /** Address of the page; absent if nothing is there. */
  address?: Address;
  /** True if a server answers with the page; else it is a file in a folder. */
  isServed: boolean;
  /** True if the workspace has queries that are shown as pages. */
  hasQueries: boolean;
  /** Builds a link to a page, in the same language or another. */
  link(to: Address, language?: Language): string;
  /** Builds a link to an issued document in a format. */
  documentLink(number: string, format: DocumentFormat): string;
  /** Builds a link to the rows of a saved query as CSV. */
  queryCsvLink(name: string): string;
  /** Builds a link to a file of `static/`. */
  asset(name: string): string;
}

export const documentFormats = ['html', 'json', 'csv'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** The place of a page. All its links are relative, so the pages work below any address. */
export interface PagePlace {
  language: Language;
  address?: Address;
  isServed: boolean;
  /** True if the workspace has queries that are shown as pages; absent = no. */
  hasQueries?: boolean;
  /** Number of folders between the page and the root of all pages. */
  depth: number;
}

export function pageContext({
  language,
  address,
  isServed,
  hasQueries = false,
  depth,
}: PagePlace): PageContext {
  const root = depth === 0 ? './' : '../'.repeat(depth);
  const nameOf = isServed ? idToSegment : (id: string) => encodeURIComponent(idToFolder(id));
  const end = isServed ? '/' : '/index.html';
  return {
    language,
    say: sayIn(language),
    isServed,
    hasQueries,
    ...(address !== undefined && { address }),
    link: (to, inLanguage = language) =>
      `${root}${segmentsOf(to, inLanguage, nameOf).join('/')}${end}`,
    documentLink: (number, format) =>
      `${root}documents/${encodeURIComponent(documentFile(number, format))}`,
    queryCsvLink: (name) => `${root}queries/${encodeURIComponent(queryCsvFile(name))}`,
    asset: (name) => `${root}assets/${name}`,
  };
}

/** Names the CSV file of a saved query, on a server and in a folder. */
export function queryCsvFile(name: string): string {
  return `${fileName(name)}.csv`;
}

/** Names a document's file, on a server and in a folder. */
export function documentFile(number: string, format: DocumentFormat): string {
  return `${reportFileName(number)}.${format}`;
}
