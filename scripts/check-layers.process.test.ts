import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-layers-'));
  for (const name of ['package.json', '.dependency-cruiser.mjs', 'scripts/check-layers.mjs']) {
    await cp(join(repository, name), join(folder, name));
  }
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('check-layers', () => {
  it('passes imports that point downwards, and says how many it saw', async () => {
    await write('src/base/errors.ts', 'export const code = 1;');
    await write(
      'src/money/round.ts',
      "import { code } from '../base/errors.ts';\nexport { code };",
    );
    await write('src/rating/rate.ts', "export { code } from '../money/round.ts';");
    await write('pipeline/main.ts', "import '../src/rating/rate.ts';");
    expect(check()).toEqual({
      status: 0,
      lines: ['4 TypeScript files, 3 imports: all point downwards.'],
    });
  });

  it('finds an upward import', async () => {
    await write('src/prices/book.ts', "import '../ledger/store.ts';");
    await write('src/ledger/store.ts', 'export {};');
    expect(check()).toEqual({
      status: 1,
      lines: ['src/prices/book.ts → src/ledger/store.ts: breaks "src/prices imports downwards"'],
    });
  });

  it('finds an upward import from src to reports and to the pipeline', async () => {
    await write('src/invoice/total.ts', "import type { Html } from '../../reports/html.ts';");
    await write(
      'reports/html.ts',
      "import '../pipeline/issue/run.ts';\nexport type Html = string;",
    );
    await write('pipeline/issue/run.ts', 'export {};');
    expect(check().lines).toEqual([
      'reports/html.ts → pipeline/issue/run.ts: breaks "reports imports downwards"',
      'src/invoice/total.ts → reports/html.ts: breaks "src/invoice, src/money imports downwards"',
    ]);
  });

  it('lets only pipeline/main.ts and tests import the command line', async () => {
    await write('src/command-line/print/output.ts', 'export {};');
    await write('pipeline/main.ts', "import '../src/command-line/print/output.ts';");
    await write('pipeline/jobs.ts', "import '../src/command-line/print/output.ts';");
    await write('pipeline/load/load.ts', "import '../../src/command-line/print/output.ts';");
    await write('pipeline/load/load.test.ts', "import '../../src/command-line/print/output.ts';");
    await write('src/base/errors.ts', "import type {} from '../command-line/print/output.ts';");
    expect(check().lines).toEqual([
      'pipeline/jobs.ts → src/command-line/print/output.ts: breaks "only-main-imports-the-command-line"',
      'pipeline/load/load.ts → src/command-line/print/output.ts: breaks "only-main-imports-the-command-line"',
      'src/base/errors.ts → src/command-line/print/output.ts: breaks "only-main-imports-the-command-line"',
      'src/base/errors.ts → src/command-line/print/output.ts: breaks "src/base imports downwards"',
    ]);
  });

  it('finds a cycle, even one that only types close', async () => {
    await write('src/money/a.ts', "import { b } from './b.ts';\nexport type A = typeof b;");
    await write('src/money/b.ts', "import type { A } from './a.ts';\nexport const b: A = 1;");
    expect(check()).toEqual({
      status: 1,
      lines: ['src/money/a.ts → src/money/b.ts → src/money/a.ts: breaks "no-cycles"'],
    });
  });

  it('finds folders that import each other in a circle, where no files do', async () => {
    await write('src/ledger/store.ts', "import '../warehouse/table.ts';");
    await write('src/warehouse/table.ts', 'export {};');
    await write('src/warehouse/rows.ts', "import '../ledger/names.ts';");
    await write('src/ledger/names.ts', 'export {};');
    expect(check().lines).toEqual([
      'src/warehouse/rows.ts → src/ledger/names.ts: breaks "src/warehouse, src/fetch imports downwards"',
      'src/ledger → src/warehouse → src/ledger: these folders import each other in a circle (src/ledger/store.ts → src/warehouse/table.ts, src/warehouse/rows.ts → src/ledger/names.ts)',
    ]);
  });

  it('lets the rating rules take types of prices and invoice, and nothing that runs', async () => {
    await write('src/prices/book.ts', 'export type Book = string;\nexport const book = 1;');
    await write('src/rating/types.ts', "import type { Book } from '../prices/book.ts';");
    await write('src/rating/rate.ts', "import { book } from '../prices/book.ts';");
    await write('src/rating/late.ts', "export const late = () => import('../prices/book.ts');");
    expect(check().lines).toEqual([
      'src/rating/late.ts: import() at run time; the rating rules load nothing',
      'src/rating/rate.ts → ../prices/book.ts: only its types; write an import type',
    ]);
  });

  it('keeps files, packages and other folders out of the rating rules', async () => {
    await write(
      'src/rating/read.ts',
      "import 'node:fs';\nimport 'decimal.js';\nimport '../yaml/y.ts';",
    );
    await write('src/yaml/y.ts', 'export {};');
    expect(check().lines).toEqual([
      expect.stringMatching(/^src\/rating\/read\.ts → .*decimal\.mjs: breaks "rating-is-pure"$/),
      'src/rating/read.ts → fs: breaks "rating-is-pure"',
      'src/rating/read.ts → src/yaml/y.ts: breaks "rating-is-pure"',
    ]);
  });

  it('keeps development dependencies out of the product, and lets tests have them', async () => {
    await write('src/money/round.ts', "import 'fast-check';");
    await write('src/money/round.test.ts', "import 'fast-check';");
    expect(check().lines).toEqual([
      expect.stringMatching(
        /^src\/money\/round\.ts → .*fast-check.*: breaks "product-without-dev-dependencies"$/,
      ),
    ]);
  });

  it('lets tests import upwards, and nothing import tests', async () => {
    await write('src/prices/book.test.ts', "import '../ledger/store.ts';");
    await write('src/ledger/store.ts', "import '../prices/book.test.ts';");
    expect(check().lines).toContain(
      'src/ledger/store.ts → src/prices/book.test.ts: breaks "product-without-tests-and-scripts"',
    );
    expect(check().lines.join()).not.toContain('imports downwards');
  });

  it('finds a folder without a layer, a missing file and a hidden import of a type', async () => {
    await write('src/magic/wand.ts', "import './gone.ts';\nexport type W = import('./wood.ts').W;");
    await write('src/magic/wood.ts', 'export type W = 1;');
    expect(check().lines).toEqual([
      'src/magic/wand.ts → ./gone.ts: breaks "every-import-exists"',
      'src/magic/wand.ts: its folder has no place in the layers of .dependency-cruiser.mjs',
      'src/magic/wood.ts: its folder has no place in the layers of .dependency-cruiser.mjs',
      "src/magic/wand.ts: import('./wood.ts') as a type; write an import type",
    ]);
  });

  it('finds what is planted in this repository', async () => {
    for (const name of ['pipeline', 'reports', 'src']) {
      await cp(join(repository, name), join(folder, name), { recursive: true });
    }
    await write('src/money/planted.ts', "import '../ledger/planted.ts';");
    await write('src/ledger/planted.ts', "import '../money/planted.ts';");
    const { status, lines } = check();
    expect(status).toBe(1);
    expect(lines).toContain(
      'src/money/planted.ts → src/ledger/planted.ts: breaks "src/invoice, src/money imports downwards"',
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^src\/(money|ledger)\/planted\.ts → .*: breaks "no-cycles"$/),
    );
  });

  it('fails where there is nothing to look at', () => {
    expect(check().status).toBe(1);
  });
});

async function write(name: string, text: string) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

function check() {
  const { status, stdout, stderr } = spawnSync('node', ['scripts/check-layers.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
}
