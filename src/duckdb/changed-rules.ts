import { sha256Of } from '../base/sha256.ts';
import { SqlFiles, type SqlTexts } from './sql-files.ts';
import { wordsOf } from './sql-text.ts';

/**
 * Lists the measuring rules that differ, as `<layer>/<name>`. Comments and layout make no difference, and neither do
 * earlier words that the header of a file lists with `same rule as`.
 *
 * @param metrics Metrics whose rules are compared; all rules if absent.
 */
export function changedRules(
  before: SqlTexts,
  now: SqlTexts,
  metrics?: ReadonlySet<string>,
): string[] {
  const names = [...new Set([before, now].flatMap((texts) => rulesIn(texts, metrics)))].sort();
  return names.filter((name) => !isSameRule(name, before, now));
}

/** Lists rules. A shortcut is none: it gives the rows of a rule. */
function rulesIn(texts: SqlTexts, metrics: ReadonlySet<string> | undefined): string[] {
  if (metrics === undefined)
    return Object.keys(texts).filter((name) => !name.startsWith('shortcuts/'));
  const sql = new SqlFiles(texts);
  return [...metrics].flatMap((metric) => sql.rulesOf(metric));
}

function isSameRule(name: string, before: SqlTexts, now: SqlTexts): boolean {
  const [was, is] = [before[name], now[name]];
  if (was === undefined) return false;
  if (is !== undefined && wordsOf(was) === wordsOf(is)) return true;
  const told = `-- same rule as: ${ruleHash(was)}\n`;
  return Object.values(now).some((text) => text.includes(told));
}

/** Identifies the words of a rule, for `same rule as` in the header of the rule that replaces them. */
export function ruleHash(text: string): string {
  return sha256Of(wordsOf(text)).slice(0, 12);
}
