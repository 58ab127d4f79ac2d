import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readExamples } from '../src/analyst/help/examples.ts';
import { currentSql } from '../src/duckdb/sql-files.ts';
import { datasetNames, exportFormats } from '../src/exports/choice.ts';
import { columnsOf } from '../src/focus/columns.ts';
import { datasetsOf } from '../src/focus/datasets.ts';
import { focusVersions } from '../src/focus/versions.ts';
import { emptyIds, successWords } from '../src/intake/records/known-words.ts';
import { presets } from '../src/intake/records/presets.ts';
import { checkNames } from '../src/ledger/difference.ts';
import { kindTable, sourceKinds } from '../src/metrics/source-kinds.ts';
import { priceBookSchema } from '../src/prices/price-book-schema.ts';
import { findingCodes } from '../src/rating/finding-codes.ts';
import { parseSettings } from '../src/workspace/settings.ts';
import { benchOptions } from './bench/options.ts';
import { contenders } from './bench/run-benchmark.ts';

const repository = join(import.meta.dirname, '..');
const textOf = (file: string) => readFileSync(join(repository, file), 'utf8');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: repository }).sort()];
const chinesePages = pages.filter((page) => page.startsWith('docs/zh/'));

describe('the manual', () => {
  it.each(pages)('%s links to files and headings that are there', (page) => {
    const broken = linksIn(textOf(page)).filter((link) => !leadsSomewhere(page, link));
    expect(broken).toEqual([]);
  });

  it('links to each of its pages from README.md', () => {
    const linked = linksIn(textOf('README.md')).filter((link) => /^docs\/.*\.md$/.test(link));
    expect([...new Set(linked)].sort()).toEqual(pages.slice(1));
  });
});

describe('the manual in Chinese', () => {
  it.each(chinesePages)('%s links to its English page, and that page links back', (page) => {
    const twin = page.replace('/zh/', '/');
    expect(linksIn(textOf(page))).toContain(`../${basename(page)}`);
    expect(linksIn(textOf(twin))).toContain(`zh/${basename(page)}`);
  });

  it.each(chinesePages)('%s has the commands of its English page', (page) => {
    expect(commandsOf(textOf(page))).toEqual(commandsOf(textOf(page.replace('/zh/', '/'))));
  });

  it('explains each finding', () => {
    expect(namesIn(textOf('docs/zh/findings.md'))).toEqual(codesInTheCode());
  });
});

describe('docs/findings.md', () => {
  it('lists each code that the code can make, and no other', () => {
    expect(namesIn(textOf('docs/findings.md'))).toEqual(codesInTheCode());
  });

  it('says whom each finding of rating is for, and all others are for the operator', () => {
    const customers = new Set<string>(
      findingCodes.filter(({ audience }) => audience === 'customer').map(({ code }) => code),
    );
    const rows = textOf('docs/findings.md')
      .split('\n')
      .flatMap((line) => {
        const [, codes = '', audience = ''] = /^\| (`[^|]*`) \| (\w+) \|/.exec(line) ?? [];
        return [...codes.matchAll(/`([^`]+)`/g)].map(([, code = '']) => [code, audience] as const);
      });
    expect(rows.map(([code]) => code).toSorted()).toEqual(codesInTheCode());
    expect(rows).toEqual(
      rows.map(([code]) => [code, customers.has(code) ? 'customer' : 'operator']),
    );
  });
});

describe('docs/logs.md', () => {
  const page = textOf('docs/logs.md');

  it.each(sourceKinds)('has the columns of %s, in their order', (kind) => {
    const columns = tableRows(sectionOf(page, `### ${kind}`)).map(([name = '', , required]) => ({
      name: name.replaceAll('`', ''),
      isRequired: required === 'yes',
    }));
    expect(columns).toEqual(
      kindTable[kind].delivered.map(({ name, isRequired }) => ({ name, isRequired })),
    );
  });

  it('has the presets with their kinds', () => {
    const listed = tableRows(sectionOf(page, '## Presets')).map(([name, kind]) => [name, kind]);
    expect(listed).toEqual(
      Object.entries(presets).map(([name, { kind }]) => [`\`${name}\``, kind]),
    );
  });

  it('has the words that are known where a source names none', () => {
    const inLowerCase = (heading: string) =>
      [...sectionOf(page, heading).matchAll(/(?<=[\s,:])`([^`]+)`(?=[,.\s;])/g)].map(
        ([, word = '']) => word.toLowerCase(),
      );
    const named = successWords.filter((word) => word !== '');
    expect(inLowerCase('## Words of success')).toEqual(expect.arrayContaining(named));
    expect(inLowerCase('## Words for a missing id')).toEqual(expect.arrayContaining([...emptyIds]));
  });

  it('has the keys of a source that the settings accept', () => {
    const accepted = acceptedBy('sources: { bandwidth: { files: a, zzzzzzzz: 1 } }');
    expect(namesIn(sectionOf(page, '## Sources'))).toEqual(accepted);
  });
});

describe('docs/settings.md', () => {
  it('has the keys that the settings accept', () => {
    const section = sectionOf(textOf('docs/settings.md'), '## Keys');
    expect(namesIn(section)).toEqual(acceptedBy('{ sources: {}, zzzzzzzz: 1 }'));
  });
});

describe('docs/price-book-reference.md', () => {
  const page = textOf('docs/price-book-reference.md');
  const { plans, packs, charges } = priceBookSchema.shape;
  const keysOf = (list: typeof plans | typeof packs | typeof charges) =>
    Object.keys(list.unwrap().element.shape).sort();

  it('has the keys of a book', () => {
    const listed = namesIn(sectionOf(page, '## Keys of a book').split('**Plans and packs:**')[0]);
    expect(listed).toEqual(Object.keys(priceBookSchema.shape).sort());
  });

  it('has the keys of a plan or pack, and of a charge', () => {
    const [items = '', ofCharges = ''] = sectionOf(page, '## Keys of a book')
      .split('**Plans and packs:**')[1]!
      .split('**Charges:**');
    expect(namesIn(items)).toEqual(keysOf(plans));
    expect(keysOf(packs)).toEqual(keysOf(plans));
    expect(namesIn(ofCharges)).toEqual(keysOf(charges));
  });
});

describe('docs/regenerate-and-prove.md', () => {
  it('has the checks of a verification', () => {
    const section = sectionOf(textOf('docs/regenerate-and-prove.md'), '## Verify');
    expect(tableRows(section).map(([name]) => name)).toEqual(
      checkNames.map((name) => `\`${name}\``),
    );
  });
});

describe('docs/exports.md', () => {
  const models = parse(textOf('sql/models.yml'));

  it.each(datasetNames)('has the columns of %s, in their order', (name) => {
    const section = sectionOf(textOf('docs/exports.md'), `## ${name}`);
    const columns = Object.entries(models[`exported_${name}`].columns);
    expect(tableRows(section)).toEqual(columns.map(([column, text]) => [`\`${column}\``, text]));
  });

  it('has the formats', () => {
    const listed = namesIn(sectionOf(textOf('docs/exports.md'), '## Formats'));
    expect(listed).toEqual([...exportFormats].sort());
  });
});

describe('docs/performance.md', () => {
  const page = textOf('docs/performance.md');

  it('has the contenders of the benchmark, in their order, and its options', () => {
    const measured = sectionOf(page, '## What is measured').split('**Contenders.**')[1] ?? '';
    const names = contenders.map(({ name }) => name);
    expect(tableRows(measured).map(([name]) => name)).toEqual(names.map((name) => `\`${name}\``));
    const help = helpOfBenchmark(names);
    const accepted = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = '']) => option);
    const listed = tableRows(sectionOf(page, '## Options')).flatMap(([option = '']) =>
      wordsInTicks(option).map((words) => words.split(' ')[0]),
    );
    expect(listed.sort()).toEqual(accepted.sort());
  });
});

describe('docs/focus.md', () => {
  const page = textOf('docs/focus.md');

  it('has the columns of each version, in their order', () => {
    const listed = tableRows(sectionOf(page, '## Columns')).map(([name = '', versions]) => [
      name.replaceAll('`', ''),
      versions,
    ]);
    for (const version of focusVersions) {
      const own = listed.filter(([, versions]) => versions === 'both' || versions === version);
      expect(own.map(([name]) => name)).toEqual(columnsOf(version).map(({ name }) => name));
    }
  });

  it('has the rules', () => {
    const rules = tableRows(sectionOf(page, '## Conformance')).map(([name]) => name);
    expect(rules).toEqual(
      currentSql()
        .names('focus')
        .map((name) => `\`${name}\``),
    );
  });
});

describe('docs/focus.md, the official validator', () => {
  it('has each rule, or its column, that an export does not pass', () => {
    const section = sectionOf(textOf('docs/focus.md'), '## The official validator');
    const { differences } = parse(textOf('src/focus/validator-differences.yaml'));
    const rules: string[] = differences.flatMap(
      (difference: { rules: string[] }) => difference.rules,
    );
    expect(rules.filter((rule) => !section.includes(rule.replace(/-[CD]-.*/, '')))).toEqual([]);
  });
});

describe('docs/focus.md, invoices and billing periods', () => {
  it('has the columns of both datasets', () => {
    const section = sectionOf(textOf('docs/focus.md'), '## Invoices and billing periods');
    const listed = tableRows(section).flatMap(([names = '']) => wordsInTicks(names));
    const [, ...datasets] = datasetsOf('1.4');
    expect([...new Set(listed)].toSorted()).toEqual(
      [...new Set(datasets.flatMap(({ columns }) => columns.map(({ name }) => name)))].toSorted(),
    );
  });
});

describe('docs/ask-sql.md', () => {
  it('has the examples with their questions', async () => {
    const listed = tableRows(sectionOf(textOf('docs/ask-sql.md'), '## Examples'));
    const examples = await readExamples();
    expect(listed).toEqual(examples.map(({ name, question }) => [`\`${name}\``, question]));
  });
});

/** Relative links, without what stands in code. */
function linksIn(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`]*`/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** Blocks that are run, without comments and empty lines, and with other languages' texts left out. */
function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)];
  return blocks.map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, '').trimEnd())
      .filter((line) => line !== '')
      .join('\n'),
  );
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? page : join(dirname(page), file);
  if (!existsSync(join(repository, target))) return false;
  return heading === undefined || headingsOf(textOf(target)).includes(heading);
}

/** As they are linked to. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A heading's text up to the next heading of its level or above. */
function sectionOf(markdown: string, heading: string): string {
  const [, rest] = `\n${markdown}`.split(`\n${heading}\n`);
  if (rest === undefined) throw new Error(`There is no heading ${heading}`);
  const level = heading.indexOf(' ');
  return rest.split(new RegExp(`^#{1,${level}} `, 'm'))[0] ?? '';
}

/** Cells of all tables, without their heads. */
function tableRows(markdown: string): string[][] {
  const rows = markdown.split('\n').map((line) => (line.startsWith('|') ? line : ''));
  return rows.flatMap((line, index) => {
    const isHead = rows[index + 1]?.startsWith('|--');
    if (line === '' || line.startsWith('|--') || isHead) return [];
    return [
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ];
  });
}

function wordsInTicks(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

/** What the first cells of a text's tables name, sorted. */
function namesIn(markdown = ''): string[] {
  return tableRows(markdown)
    .flatMap(([first = '']) => wordsInTicks(first))
    .sort();
}

/** Keys that the settings name as accepted beside the one that they do not know. */
function acceptedBy(yaml: string): string[] {
  try {
    parseSettings(yaml);
  } catch (error) {
    const [, list = ''] = /accepted: (.*)$/m.exec((error as Error).message) ?? [];
    return list.split(', ').sort();
  }
  throw new Error('zzzzzzzz was accepted');
}

function helpOfBenchmark(names: readonly string[]): string {
  let help = '';
  try {
    benchOptions(['--help'], names, (text) => {
      help += text;
    });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return help;
}

/** Codes of rating, and those that stand in files that make findings. */
function codesInTheCode(): string[] {
  const files = globSync(['pipeline/**/*.ts', 'src/{warehouse,ledger,rating}/**/*.ts'], {
    cwd: repository,
    ignore: ['**/*.test.ts', '**/testing/**'],
  });
  const texts = files
    .map(textOf)
    .filter((text) => /usage_findings|\bFinding\b|UsageFinding/.test(text));
  const withoutImports = texts.map((text) => text.replaceAll(/^import [\s\S]*?;$/gm, ''));
  const written = withoutImports.flatMap((text) =>
    [...text.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code),
  );
  return [...new Set([...findingCodes.map(({ code }) => code), ...written])].sort();
}
