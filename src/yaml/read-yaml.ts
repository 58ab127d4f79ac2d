import { type Document, isMap, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { exitCodes, UserError } from '../base/errors.ts';
import { describeIssues, type Problem, schemaWording } from './describe-issue.ts';
import { textProblems } from './text-problems.ts';
import { keyAt, offsetAt, type Path, unresolvableAlias } from './yaml-nodes.ts';

/** Resolving more aliases than this is refused: a few lines could become gigabytes. */
const mostAliases = 100;

/**
 * The value of a YAML 1.2 text, once `schema` has accepted it.
 *
 * A message that the schema carries itself (`error:` of a check, `addIssue`) completes the sentence
 * `<path> is <value seen>; …`; all other messages are worded here.
 *
 * @param fileName As it is to stand in messages.
 * @throws {UserError} (exit 3) With every problem of the file, one a line, in the file's order:
 *   `imbill.yaml:7:3: "tiemzone" is not a setting; did you mean "timezone"?` Text that is no YAML
 *   is reported alone, as its values are not known.
 */
export function parseYaml<T>(text: string, fileName: string, schema: z.ZodType<T>): T {
  return readYaml(text, fileName).parse(schema);
}

/** A YAML text that is read once and may be asked for a key before a schema is chosen. */
export interface YamlText {
  /** True if the text is a mapping with that key, even if something else in it is wrong. */
  hasKey(key: string): boolean;
  /** Does what `parseYaml` does. */
  parse<T>(schema: z.ZodType<T>): T;
}

/** Reads a YAML text without checking it. @param fileName Name for messages. */
export function readYaml(text: string, fileName: string): YamlText {
  const lines = new LineCounter();
  const document = documentOf(text, lines);
  return {
    hasKey: (key) => isMap(document.contents) && document.contents.has(key),
    parse: (schema) => checkedValue(document, { text, fileName, lines, schema }),
  };
}

function checkedValue<T>(
  document: Document.Parsed,
  {
    text,
    fileName,
    lines,
    schema,
  }: { text: string; fileName: string; lines: LineCounter; schema: z.ZodType<T> },
): T {
  const problems: Problem[] = syntaxProblems(document);
  const refuse = () => new UserError(reportOf(problems, fileName, lines), exitCodes.badInput);
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) throw refuse();

  const value = plainValue(document, problems);
  if (value === undefined) throw refuse();
  const result = schema.safeParse(value.plain, { error: schemaWording, reportInput: true });
  if (!result.success)
    problems.push(...describeIssues(result.error.issues, document, text, schema));
  problems.push(...textProblems(document).filter(isNewTo(problems)));
  if (problems.length > 0 || !result.success) throw refuse();
  return result.data;
}

/**
 * What is wrong with values of a text that `parseYaml` has accepted, each with its place:
 * `prices/a.yaml:7:3: …`, in the text's order.
 *
 * @param problems A path that the text does not have stands for its nearest parent.
 */
export function placeProblems(
  text: string,
  fileName: string,
  problems: readonly { path: Path; message: string }[],
): string {
  const lines = new LineCounter();
  const document = documentOf(text, lines);
  const placed = problems.map(({ path, message }) => ({
    offset: offsetAt(document, path),
    message,
  }));
  return reportOf(placed, fileName, lines);
}

function documentOf(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
  });
}

function syntaxProblems(document: Document.Parsed): Problem[] {
  const tooDeep = document.errors.find(({ message }) => /call stack/.test(message));
  if (tooDeep !== undefined)
    return [{ offset: tooDeep.pos[0], message: 'lists and mappings are nested too deeply' }];
  return [...document.errors, ...document.warnings].map((error: YAMLError) => ({
    offset: error.pos[0],
    message:
      error.code === 'DUPLICATE_KEY'
        ? `"${keyAt(document, error.pos[0]) ?? ''}" is given twice; keep one of them`
        : `not valid YAML: ${error.message}`,
  }));
}

/** Plain JavaScript; `undefined`, and one problem more, where aliases cannot be resolved. */
function plainValue(
  document: Document.Parsed,
  problems: Problem[],
): { plain: unknown } | undefined {
  try {
    return { plain: document.toJS({ maxAliasCount: mostAliases }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const alias = unresolvableAlias(document);
    const message =
      alias.name === undefined
        ? `too many aliases; accepted: what ${mostAliases} of them expand to at most`
        : `*${alias.name} refers to an anchor that is not set before it`;
    problems.push({ offset: alias.offset, message });
    return undefined;
  }
}

/** Whether nothing is said of a place yet. */
function isNewTo(problems: readonly Problem[]): (problem: Problem) => boolean {
  const places = new Set(problems.map(({ offset }) => offset));
  return ({ offset }) => !places.has(offset);
}

/** Each problem once, though several checks may have found it. */
function reportOf(problems: readonly Problem[], fileName: string, lines: LineCounter): string {
  const all = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`;
    });
  return [...new Set(all)].join('\n');
}
