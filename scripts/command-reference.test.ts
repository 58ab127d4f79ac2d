import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { silentProgress } from '../src/base/progress.ts';
import { createProgram } from '../src/command-line/program.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { commandReference } from './command-reference.ts';

const nobody = { result: () => undefined, say: () => undefined, drained: () => Promise.resolve() };
const program = createProgram({} as Jobs, { ...nobody, progress: silentProgress }, '0.0.0');
const schemas = globSync('*.schema.json', { cwd: join(import.meta.dirname, '..', 'docs', 'json') });

describe('docs/commands.md', () => {
  it('is what npm run docs makes of the commands', async () => {
    await expect(commandReference(program, schemas)).toMatchFileSnapshot('../docs/commands.md');
  });

  it('is not made while a command lacks the schema of its --json', () => {
    const others = schemas.filter((file) => file !== 'sources-try.schema.json');
    expect(() => commandReference(program, others)).toThrow(
      'Describe the JSON of each command: docs/json/sources-try.schema.json is missing',
    );
  });
});
