import { sha256Of } from '../../src/base/sha256.ts';
import { fileName } from '../text/file-name.ts';
import { isLanguage, type Language } from './language.ts';

/** The subject of a page. Each page is in both languages. */
export type Address =
  | { page: 'home' }
  | { page: 'month'; month: string }
  | { page: 'customer'; month: string; customer: string }
  | { page: 'app'; month: string; customer: string; app: string }
  | { page: 'history' }
  | { page: 'sql' }
  | { page: 'queries' }
  | { page: 'query'; name: string }
  | { page: 'customer-history'; customer: string };

/** The form of an id in an address: percent-encoded for a server, a file's name in a folder. */
export type IdNaming = (id: string) => string;

/** Returns the segments of a page's address below the root. They are not escaped for a link. */
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
        'months',
        address.month,
        'customers',
        nameOf(address.customer),
        'apps',
        nameOf(address.app),
      ];
    case 'customer-history':
      return ['customers', nameOf(address.customer)];
    case 'history':
      return ['history'];
    case 'sql':
      return ['sql'];
    case 'queries':
      return ['queries'];
    case 'query':
      return ['queries', nameOf(address.name)];
  }
}

/**
 * Turns an id into one segment of a server's path. A browser takes `.` and `..` for folders, even encoded. So an id
 * that begins with a dot or a tilde gets a tilde before it.
 */
export function idToSegment(id: string): string {
  const wellFormed = id.replace(/\p{Cs}/gu, '\uFFFD');
  return encodeURIComponent(/^[.~]/.test(wellFormed) ? `~${wellFormed}` : wellFormed);
}

/** Returns the id of a decoded segment. */
export function segmentToId(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}

/**
 * Turns an id into the name of a folder, never `.` or `..`. Two ids never share a folder, even if the file system
 * ignores capitals.
 */
export function idToFolder(id: string): string {
  const folder = fileName(/^[.~]/.test(id) ? `~${id}` : id);
  if (folder === folder.toLowerCase()) return folder;
  return `${folder}-${sha256Of(id).slice(0, 12)}`;
}

/** Finds the address of a server's path, which is not decoded yet; undefined if there is none. */
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
    case 'queries':
      return { page: 'queries' };
    case 'queries/*':
      return { page: 'query', name: segmentToId(second) };
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
