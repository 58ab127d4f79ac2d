import { visibleCharacters } from '../base/visible-characters.ts';
import type { Verdict } from '../proof/verdict.ts';

/** Words for the states of a step. */
const states = { ok: 'ok', failed: 'FAILED', not_checked: 'not checked' } as const;

/** Writes a verdict for a terminal: the steps, the arithmetic, and the judgement last. */
export function printVerdict(folder: string, verdict: Verdict): string {
  const { number, accepted, steps, document, differences } = verdict;
  const lines = [`${number === '' ? folder : `${number} (${folder})`}`];
  for (const { step, state, text } of steps)
    lines.push(`  ${states[state].padEnd(12)}${step.padEnd(14)}${text.en}`);
  for (const { path, issued, rated } of differences)
    lines.push(`    ${path}: the document has ${issued}, the facts give ${rated}`);
  if (document !== undefined && accepted) {
    const { customer, issuer, month, currency, lines: charges, sums, due } = document;
    lines.push(`  ${issuer || 'The sender'} bills ${customer} for ${month}, in ${currency}:`);
    for (const { app_id, title, arithmetic, explanation } of charges)
      lines.push(`    app ${app_id}, ${title.en}: ${arithmetic}`, `      ${explanation.en}`);
    for (const { title, arithmetic } of sums) lines.push(`    ${title.en}: ${arithmetic}`);
    lines.push(`    Amount: ${due} ${currency}`);
  }
  lines.push(`  ${accepted ? 'ACCEPTED' : 'REFUSED'}`);
  return `${lines.map(visibleCharacters).join('\n')}\n`;
}
