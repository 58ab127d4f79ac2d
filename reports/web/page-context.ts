import { reportFileName } from '../text/file-name.ts';
import { type Address, idToFolder, idToSegment, segmentsOf } from './address.ts';
import { type Language, type Say, sayIn } from './language.ts';

/** What a page must know beside its own data: its language, where it is, and how others are reached. */
export interface PageContext {
  language: Language;
  say: Say;
  /** What the page is about; absent where nothing is there. */
  address?: Address;
  /** Whether there is a server behind the page; files in a folder otherwise. */
  isServed: boolean;
  /** A link to a page, in the same language or another. */
  link(to: Address, language?: Language): string;
  /** A link to an issued document in a format. */
  documentLink(number: string, format: DocumentFormat): string;
  /** A link to a file of `static/`. */
  asset(name: string): string;
}

export const documentFormats = ['html', 'json', 'csv'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** What a page is, and where; all its links are relative, so that it can stand below any address. */
export interface PagePlace {
  language: Language;
  address?: Address;
  isServed: boolean;
  /** Folders between the page and the root of all pages. */
  depth: number;
}

export function pageContext({ language, address, isServed, depth }: PagePlace): PageContext {
  const root = depth === 0 ? './' : '../'.repeat(depth);
  const nameOf = isServed ? idToSegment : (id: string) => encodeURIComponent(idToFolder(id));
  const end = isServed ? '/' : '/index.html';
  return {
    ...{ language, say: sayIn(language), isServed },
    ...(address !== undefined && { address }),
    link: (to, inLanguage = language) =>
      `${root}${segmentsOf(to, inLanguage, nameOf).join('/')}${end}`,
    documentLink: (number, format) =>
      `${root}documents/${encodeURIComponent(documentFile(number, format))}`,
    asset: (name) => `${root}assets/${name}`,
  };
}

/** Name of a document's file; of a server's as of a folder's. */
export function documentFile(number: string, format: DocumentFormat): string {
  return `${reportFileName(number)}.${format}`;
}
