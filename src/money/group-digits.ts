/** Decimal text with its whole part grouped for people: `152340.5` → `152,340.5`. */
export function groupDigits(text: string): string {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
