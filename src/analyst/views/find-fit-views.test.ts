import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { findFitViews } from './find-fit-views.ts';

const settings = {
  snapshot: '/none',
  workspace: '/none',
  lake: ['/none'],
  memoryMegabytes: 256,
  threads: 1,
};
const patience = { start: 60_000, view: 60_000, all: 60_000 };
let script: string;

/** A process that does as each view says. */
const obedient = `
process.on('message', ({ views, lost }) => {
  for (const { path, text } of views.filter((view) => !lost.includes(view.path))) {
    process.send({ kind: 'begun', path });
    if (text === 'end') return process.stderr.write('why\\nit ended\\n', () => process.exit(7));
    if (text === 'kill') return process.kill(process.pid, 'SIGSEGV');
    if (text === 'hang') return;
    const problem = { path, line: 1, column: 2, message: text };
    process.send(text === 'fit' ? { kind: 'fit', path } : { kind: 'unfit', problem });
  }
  process.send({ kind: 'done' });
});
process.on('disconnect', () => process.exit());
`;

beforeAll(async () => {
  script = join(await tempFolder(), 'obedient.mjs');
  await writeFile(script, obedient);
});

/** Paths that are fit, and `path: message` of the others. */
async function checked(texts: readonly string[], options = { script, patience }) {
  const views = texts.map((text, index) => ({ name: `m${index}`, path: `m${index}.sql`, text }));
  const { fit, problems } = await findFitViews(settings, views, options);
  return {
    fit: fit.map(({ path }) => path),
    problems: problems.map(({ path, message }) => `${path}: ${message.replaceAll('\n', ' ')}`),
  };
}

const shorter = 'Accepted: fewer views of views, shorter expressions.';

describe('findFitViews', () => {
  it('says what the process says', async () => {
    expect(await checked(['fit', 'no', 'fit'])).toEqual({
      fit: ['m0.sql', 'm2.sql'],
      problems: ['m1.sql: no'],
    });
  });

  it('looks at the others again where one ends the process', async () => {
    expect(await checked(['fit', 'kill', 'no', 'end', 'fit'])).toEqual({
      fit: ['m0.sql', 'm4.sql'],
      problems: [
        `m1.sql: DuckDB crashed while it checked this query (SIGSEGV). ${shorter}`,
        `m3.sql: DuckDB crashed while it checked this query (exit code 7: it ended). ${shorter}`,
        'm2.sql: no',
      ],
    });
  });

  it('gives up after three, with what is known', async () => {
    expect(await checked(['fit', 'end', 'end', 'end', 'fit'])).toEqual({
      fit: ['m0.sql'],
      problems: [
        ...['m1', 'm2', 'm3'].map(
          (name) =>
            `${name}.sql: DuckDB crashed while it checked this query (exit code 7: it ended). ${shorter}`,
        ),
        'm4.sql: The check stopped at other queries, so this one was not checked. The next run tries again.',
      ],
    });
  });

  it('waits for no query for ever', async () => {
    const options = { script, patience: { ...patience, view: 1500 } };
    expect(await checked(['fit', 'hang', 'fit'], options)).toEqual({
      fit: ['m0.sql', 'm2.sql'],
      problems: [`m1.sql: DuckDB takes too long to check this query. It was not run. ${shorter}`],
    });
  });

  it('waits for all of them no longer than it may', async () => {
    const options = { script, patience: { ...patience, all: 2500 } };
    expect(await checked(['fit', 'hang', 'fit'], options)).toEqual({
      fit: ['m0.sql'],
      problems: [
        `m1.sql: DuckDB takes too long to check this query. It was not run. ${shorter}`,
        'm2.sql: The check stopped at other queries, so this one was not checked. The next run tries again.',
      ],
    });
  });

  it('says of all that the process does not start', async () => {
    const { fit, problems } = await checked(['fit', 'fit'], { script: `${script}.none`, patience });
    expect(fit).toEqual([]);
    expect(problems).toEqual(
      ['m0', 'm1'].map((name) =>
        expect.stringMatching(
          new RegExp(
            `^${name}\\.sql: The process that checks queries failed \\(exit code 1: .+\\)\\. The next run tries again\\.$`,
          ),
        ),
      ),
    );
  });
});
