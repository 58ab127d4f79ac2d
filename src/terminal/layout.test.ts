import { describe, expect, it } from 'vitest';
import { layOut, quiet, strong } from './layout.ts';
import { painted, unpainted } from './paint.ts';
import { wholeRoom } from './table.ts';

const narrow = { width: 30, paint: unpainted };
const amber = (text: string) => `\u001b[33m${text}\u001b[39m`;
const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;

describe('layOut', () => {
  it('keeps lines whole where there is no terminal', () => {
    const long = '! acme: a finding that is longer than a line (no-plan)';
    expect(
      layOut([long, strong('Total 1.00'), { columns: [{ title: 'a' }], rows: [] }], wholeRoom),
    ).toBe(`${long}\nTotal 1.00\na\n─\n`);
  });

  it('wraps findings below their text', () => {
    expect(layOut(['! acme: a finding that is longer than a line (no-plan)'], narrow)).toBe(
      '! acme: a finding that is\n  longer than a line (no-plan)\n',
    );
    expect(layOut([{ text: 'ok  memory  two gigabytes of memory', hang: 12 }], narrow)).toBe(
      'ok  memory  two gigabytes of\n            memory\n',
    );
  });

  it('gives a command at the end a line of its own, to be copied whole', () => {
    const command = 'imbill approve --month 2026-09 --hash 0123456789ab --by NAME';
    expect(layOut([`To approve them: ${command}`], narrow)).toBe(
      `To approve them:\n  ${command}\n`,
    );
  });

  it('paints marks, codes and tones, and lets no control character through', () => {
    const room = { width: 80, paint: painted };
    expect(layOut(['! a\u001b[2J b (no-plan)', quiet('abc')], room)).toBe(
      `${amber('!')} a\\x1b[2J b ${dim('(no-plan)')}\n${dim('abc')}\n`,
    );
  });
});
