/** Builds `count` rows, for logs that are too long to write down. */
export function lines(count: number, row: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => row(index));
}
