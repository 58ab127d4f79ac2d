import { createHash } from 'node:crypto';
import { fileName } from '../text/file-name.ts';
import { isLanguage, type Language } from './language.ts';

/** What a page is about; each there is in both languages. */
export type Address =
  | { page: 'home' }
  | { page: 'month'; month: string }
  | { page: 'customer'; month: string; customer: string }
  | { page: 'app'; month: string; customer: string; app: string }
  | { page: 'history' }
  | { page: 'sql' }
  | { page: 'customer-history'; customer: string };

/** How ids become a part of an address: percent-encoded for a server, a file's name in a folder. */
export type IdNaming = (id: string) => string;

/** Segments of a page's address below the root, each as it stands in the path, not yet escaped for a link. */
export function segmentsOf(address: Address, language: Language, nameOf: IdNaming): string[] {
  return [language, ...ownSegments(address, nameOf)];
}

function ownSegments(address: Address, nameOf: IdNaming): string[] {
  switch (address.page) {
    case 'home':
      return [];
    case 'month':
      return ['months', address.month];
    case 'customer':
      return ['months', address.month, 'customers', nameOf(address.customer)];
    case 'app':
      return [
        ...['months', address.month, 'customers', nameOf(address.customer)],
        ...['apps', nameOf(address.app)],
      ];
    case 'customer-history':
      return ['customers', nameOf(address.customer)];
    case 'history':
      return ['history'];
    case 'sql':
      return ['sql'];
  }
}

/**
 * An id as one segment of a server's path. A browser takes `.` and `..` for folders, even encoded,
 * so that ids which begin with a dot get a tilde, and those with a tilde another.
 */
export function idToSegment(id: string): string {
  const wellFormed = id.replace(/\p{Cs}/gu, '\uFFFD');
  return encodeURIComponent(/^[.~]/.test(wellFormed) ? `~${wellFormed}` : wellFormed);
}

/** The id of a segment that is decoded already. */
export function segmentToId(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}

/**
 * An id as the name of a folder: another one for each id, also where the file system does not tell
 * capitals from small letters, and never `.` or `..`.
 */
export function idToFolder(id: string): string {
  const folder = fileName(/^[.~]/.test(id) ? `~${id}` : id);
  if (folder === folder.toLowerCase()) return folder;
  return `${folder}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

/** What a server's path is the address of; undefined for any other. The path is not decoded yet. */
export function addressAt(path: string): { language: Language; address: Address } | undefined {
  const [language, ...segments] = path.replace(/^\/|\/$/g, '').split('/');
  if (!isLanguage(language)) return undefined;
  const decoded = segments.map(decode);
  const isWhole = decoded.every((segment) => segment !== undefined && segment !== '');
  const address = isWhole ? ownAddress(decoded as string[]) : undefined;
  return address && { language, address };
}

function ownAddress(segments: readonly string[]): Address | undefined {
  const [, second = '', , third = '', , fourth = ''] = segments;
  const shape = segments.map((segment, index) => (index % 2 === 0 ? segment : '*')).join('/');
  const [month, customer, app] = [second, segmentToId(third), segmentToId(fourth)];
  switch (shape) {
    case '':
      return { page: 'home' };
    case 'history':
      return { page: 'history' };
    case 'sql':
      return { page: 'sql' };
    case 'months/*':
      return { page: 'month', month };
    case 'months/*/customers/*':
      return { page: 'customer', month, customer };
    case 'months/*/customers/*/apps/*':
      return { page: 'app', month, customer, app };
    case 'customers/*':
      return { page: 'customer-history', customer: segmentToId(second) };
    default:
      return undefined;
  }
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
