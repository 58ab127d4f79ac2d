/**
 * Remembers the answers of `find`. Pricing years of history asks for the same few days again and
 * again, and a calendar is slow to answer.
 */
export function memoize<Detail, Answer>(
  find: (day: string, detail: Detail) => Answer,
): (day: string, detail: Detail) => Answer {
  const known = new Map<Detail, Map<string, Answer>>();
  let count = 0;
  return (day, detail) => {
    const before = known.get(detail)?.get(day);
    if (before !== undefined) return before;
    const answer = find(day, detail);
    if (count >= mostKnown) known.clear();
    count = known.size === 0 ? 1 : count + 1;
    const ofDetail = known.get(detail) ?? new Map<string, Answer>();
    known.set(detail, ofDetail.set(day, answer));
    return answer;
  };
}

const mostKnown = 10_000;
