/** Longest text of a party, in characters. */
export const longestPartyText = 300;

/** Most lines of an address. */
export const mostAddressLines = 8;

/** Splits an address into its lines. */
export function addressLines(address: string | readonly string[]): string[] {
  const lines = typeof address === 'string' ? address.split(/\r\n|\n|\r/) : [...address];
  return lines.map((one) => one.trim()).filter((one) => one !== '');
}

/** Tells whether an address has a fit number of fit lines. */
export function isAddress(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.length <= mostAddressLines && lines.every(isLine);
}

/** Tells whether a text is one line that shows something, and is not too long. */
export function isLine(text: string): boolean {
  const isUnfit = /[\p{Cc}\p{Zl}\p{Zp}\u200B\uFEFF\u202A-\u202E\u2066-\u2069]/u.test(text);
  return text.trim() !== '' && !isUnfit && [...text].length <= longestPartyText;
}
