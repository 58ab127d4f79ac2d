/** Tells whether an axis names a day of a month: days 1, 5, 10, … 25, and the last one. */
export function isLabelled(date: string, isLast: boolean): boolean {
  const day = Number(date.slice(8));
  return day === 1 || isLast || (day % 5 === 0 && day <= 25);
}

/** Writes a day as axes do: `9/30`. */
export function shortDate(date: string): string {
  return `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`;
}
