import { placeProblems, readYaml } from '../yaml/read-yaml.ts';
import { mergeChanges, sections } from './merge-changes.ts';
import {
  type BookChangesYaml,
  bookChangesSchema,
  type PriceBookYaml,
  priceBookSchema,
} from './price-book-schema.ts';
import { newNameOf } from './renamed-lists.ts';

/** The file of one book, its form checked. */
export type BookText = { name: string; text: string } & (
  | { kind: 'whole'; yaml: PriceBookYaml }
  | { kind: 'changes'; yaml: BookChangesYaml }
);

/**
 * Reads the file of a book; with the key `based_on` it states only what changed.
 *
 * @param name As it is to stand in messages.
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parseBookText(text: string, name: string, yaml = readYaml(text, name)): BookText {
  return yaml.hasKey('based_on')
    ? { name, text, kind: 'changes', yaml: yaml.parse(bookChangesSchema) }
    : { name, text, kind: 'whole', yaml: yaml.parse(priceBookSchema) };
}

/**
 * The whole books that the files stand for, in the order of the files.
 *
 * @param files By list and date.
 * @param problems Gets what is wrong; a book that is based on a wrong one is then passed over.
 */
export function completeBooks(files: readonly BookText[], problems: string[]): PriceBookYaml[] {
  const known = new Map<BookText, PriceBookYaml | undefined>();
  const completed = (file: BookText): PriceBookYaml | undefined => {
    if (file.kind === 'whole') return file.yaml;
    if (known.has(file)) return known.get(file);
    known.set(file, undefined);
    const base = baseOf(file.yaml, files);
    const baseYaml = base && completed(base);
    if (base === undefined || isBasedOn(base, file, files)) {
      problems.push(report(file, [{ path: ['based_on'], message: noBase(file.yaml, base) }]));
      return undefined;
    }
    const whole = baseYaml && applied(baseYaml, file.yaml, file, problems);
    known.set(file, whole);
    return whole;
  };
  return files.flatMap((file) => completed(file) ?? []);
}

/** The book that a book of changes is based on. */
function baseOf(
  { list, from, based_on }: BookChangesYaml,
  files: readonly BookText[],
): BookText | undefined {
  if (based_on === 'book_before')
    return files.findLast(({ yaml }) => yaml.list === list && yaml.from < from);
  const last = files.findLast(
    ({ yaml }) => yaml.list === based_on.list && yaml.from <= based_on.on,
  );
  return (last?.yaml.until ?? based_on.on) < based_on.on ? undefined : last;
}

/** Tells whether `file` is based on itself, directly or through others. */
function isBasedOn(base: BookText, file: BookText, files: readonly BookText[]): boolean {
  const passed = new Set<BookText>();
  for (let one: BookText | undefined = base; one !== undefined && !passed.has(one); ) {
    if (one === file) return true;
    passed.add(one);
    one = one.kind === 'changes' ? baseOf(one.yaml, files) : undefined;
  }
  return false;
}

function noBase({ list, from, based_on }: BookChangesYaml, base: BookText | undefined): string {
  const named = based_on === 'book_before' ? list : based_on.list;
  const newName = base === undefined ? newNameOf(named) : undefined;
  if (newName !== undefined)
    return `the list ${named} is called ${newName} now; its prices are the same. Write that name`;
  if (base !== undefined) return 'the book is based on itself; base it on another one';
  if (based_on === 'book_before')
    return `the list ${list} has no book before ${from}; give the whole book, without based_on`;
  return `the list ${based_on.list} has no book in force on ${based_on.on}`;
}

interface PathProblem {
  path: PropertyKey[];
  message: string;
}

function applied(
  base: PriceBookYaml,
  changes: BookChangesYaml,
  file: BookText,
  problems: string[],
): PriceBookYaml | undefined {
  const own = [...repeatedSkus(changes), ...wronglyRemoved(base, changes)];
  if (changes.currency !== undefined && changes.currency !== base.currency)
    own.push({
      path: ['currency'],
      message: `currency is "${changes.currency}"; accepted: ${base.currency}, as in the book it is based on`,
    });
  const merged = mergeChanges(base, changes);
  const result = priceBookSchema.safeParse(merged, { error: () => 'missing, or not accepted' });
  if (!result.success && own.length === 0)
    own.push(...result.error.issues.map((issue) => placedIn(changes, merged, issue)));
  if (own.length > 0) problems.push(report(file, own));
  return result.success && own.length === 0 ? result.data : undefined;
}

function repeatedSkus(changes: BookChangesYaml): PathProblem[] {
  const seen = new Set<string>();
  return sections.flatMap((section) =>
    (changes[section] ?? []).flatMap(({ sku }, index) => {
      const isRepeated = seen.has(sku);
      seen.add(sku);
      const message = `"${sku}" stands in this book already; keep one of the entries`;
      return isRepeated ? [{ path: [section, index, 'sku'], message }] : [];
    }),
  );
}

function wronglyRemoved(base: PriceBookYaml, { removed = [], ...own }: BookChangesYaml) {
  const had = sections.flatMap((section) => (base[section] ?? []).map(({ sku }) => sku));
  const stated = sections.flatMap((section) => (own[section] ?? []).map(({ sku }) => sku));
  return removed.flatMap((sku, index): PathProblem[] => {
    const path = ['removed', index];
    if (!had.includes(sku))
      return [
        { path, message: `the book it is based on has no "${sku}"; it has: ${had.join(', ')}` },
      ];
    if (stated.includes(sku))
      return [{ path, message: `"${sku}" is both removed and changed; keep one of them` }];
    return [];
  });
}

/** A problem of the merged book, at what this file says of the entry. */
function placedIn(
  changes: BookChangesYaml,
  merged: Record<string, unknown>,
  { path, message: accepted, code }: { path: PropertyKey[]; message: string; code: string },
): PathProblem {
  const isAbsent = code === 'invalid_type' && accepted.startsWith('accepted: ');
  const message = isAbsent ? `missing; ${accepted}` : accepted;
  const [section, index, ...rest] = path;
  const named = sections.find((one) => one === section);
  const entries = named && (merged[named] as { sku: string }[]);
  const sku = entries?.[Number(index)]?.sku;
  const elsewhere = changes.removed ? ['removed'] : [];
  if (named === undefined || sku === undefined)
    return { path: elsewhere, message: `the whole book: ${path.join('.')}: ${message}` };
  const own = (changes[named] ?? []).findIndex((entry) => entry.sku === sku);
  const where = own < 0 ? elsewhere : [named, own, ...rest];
  return { path: where, message: `${sku}: ${rest.join('.')}: ${message}` };
}

function report({ text, name }: BookText, problems: readonly PathProblem[]): string {
  return placeProblems(text, name, problems);
}
