/** Removes the trailing zeros of a decimal text that its column's scale adds. */
export function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
