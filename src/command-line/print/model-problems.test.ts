import { describe, expect, it } from 'vitest';
import { describeModelProblems } from './model-problems.ts';

const problem = (path: string, line: number | null = null) => ({
  path,
  line,
  column: line,
  message: 'It is \u001b[31mbad.\nAccepted: good.',
});

describe('describeModelProblems', () => {
  it('says nothing of nothing', () => {
    expect(describeModelProblems([])).toEqual([]);
  });

  it('says place and reason on one line, and nothing that steers a terminal', () => {
    expect(describeModelProblems([problem('models/a.sql', 3), problem('models/b.sql')])).toEqual([
      'Left out of the snapshot: models/a.sql, line 3, column 3: It is \\x1b[31mbad. Accepted: good.',
      'Left out of the snapshot: models/b.sql: It is \\x1b[31mbad. Accepted: good.',
    ]);
  });

  it('says five, and how many more there are', () => {
    const said = describeModelProblems(Array.from({ length: 7 }, (_, n) => problem(`${n}.sql`)));
    expect(said).toHaveLength(6);
    expect(said.at(-1)).toBe(
      'Left out of the snapshot: 2 more files; all of them: imbill sql "select * from model_problems"',
    );
  });
});
