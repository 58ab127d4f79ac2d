import type { Placeholder } from '../workspace/journal-settings.ts';

/** Values for the placeholders of an account. */
export type AccountValues = Partial<Record<Placeholder, string>>;

/** Returns the name of an account: its pattern with the values of a posting. */
export function accountName(pattern: string, values: AccountValues): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: Placeholder) => safeName(values[name]!));
}

/**
 * Writes an id such that it is one word for hledger: letters, digits and `-_.@+/` stay, all else is
 * percent-encoded. Different ids give different words.
 */
export function safeName(id: string): string {
  return id.replaceAll(/[^\p{L}\p{N}_.@+/-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
