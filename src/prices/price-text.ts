import { hasKey } from '../yaml/read-yaml.ts';
import { type BookText, parseBookText } from './complete-books.ts';
import { type ContractFile, parseContractText } from './contract-file.ts';

/**
 * Reads one file of a folder of prices: with the key `contract` it is a contract, else a book.
 *
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parsePriceText(text: string, name: string): BookText | ContractFile {
  return hasKey(text, 'contract') ? parseContractText(text, name) : parseBookText(text, name);
}
