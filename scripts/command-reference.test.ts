import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { silentProgress } from '../src/base/progress.ts';
import { createProgram } from '../src/command-line/program.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { commandReference, leavesOf, nameOf } from './command-reference.ts';

const nobody = { result: () => undefined, say: () => undefined, drained: () => Promise.resolve() };
const program = createProgram({} as Jobs, { ...nobody, progress: silentProgress }, '0.0.0');
const schemas = globSync('*.schema.json', { cwd: join(import.meta.dirname, '..', 'docs', 'json') });

describe('docs/commands.md', () => {
  it('is what npm run docs makes of the commands', async () => {
    await expect(commandReference(program, schemas)).toMatchFileSnapshot('../docs/commands.md');
  });

  it('leads from each command to the schema of its JSON', () => {
    const named = leavesOf(program).map((command) => nameOf(command).replaceAll(' ', '-'));
    // What it prints is a JSON Schema.
    const commands = named.filter((name) => name !== 'prices-schema');
    const all = [...commands, 'error', 'shared'].map((name) => `${name}.schema.json`);
    expect(schemas.toSorted()).toEqual(all.sort());
  });
});
