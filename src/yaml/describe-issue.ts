import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type { z } from 'zod';
import { nearestName } from '../base/nearest-name.ts';
import { quotedText } from '../base/visible-characters.ts';
import {
  acceptedText,
  choicesOf,
  type JsonSchema,
  jsonSchemaOf,
  keysOf,
  schemasAt,
} from './accepted-values.ts';
import { keyOffsetAt, nodeAt, offsetAt, type Path } from './yaml-nodes.ts';

/** A problem and its offset in the text of a file. */
export interface Problem {
  offset: number;
  message: string;
}

type Issue = z.core.$ZodIssue;

interface Context {
  document: Document.Parsed;
  text: string;
  schema: JsonSchema;
}

const defaultMessage = 'worded by imbill';

/** Marks the issues whose schema has no message of its own; for zod's `error`. */
export const markDefaultMessage = (): string => defaultMessage;

/** Converts zod's issues to problems with their place and what is accepted. */
export function describeIssues(
  issues: readonly Issue[],
  document: Document.Parsed,
  text: string,
  schema: z.ZodType,
): Problem[] {
  const context: Context = { document, text, schema: jsonSchemaOf(schema) };
  return issues.flatMap((issue) => describeIssue(issue, issue.path, context));
}

function describeIssue(issue: Issue, path: Path, context: Context): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, context));
  if (issue.code === 'invalid_key')
    return [unknownKey(String(path.at(-1)), path.slice(0, -1), context)];
  if (issue.code === 'invalid_union' && issue.message === defaultMessage) {
    const meant = closestAlternative(issue);
    if (meant) return meant.flatMap((one) => describeIssue(one, [...path, ...one.path], context));
  }
  return [
    { offset: offsetAt(context.document, path), message: describeValue(issue, path, context) },
  ];
}

/**
 * Returns the issues of the alternative that the value is closest to: the right kind, with wrong
 * details.
 */
function closestAlternative(issue: z.core.$ZodIssueInvalidUnion): Issue[] | undefined {
  const details = issue.errors.filter((errors) =>
    errors.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
  return details.toSorted((a, b) => a.length - b.length)[0];
}

function unknownKey(key: string, path: Path, { document, schema }: Context): Problem {
  const accepted = keysOf(schemasAt(schema, path)).filter((name) => name !== key);
  const nearest = nearestName(key, accepted);
  const offset = keyOffsetAt(document, [...path, key]) ?? offsetAt(document, path);
  if (nearest !== undefined)
    return { offset, message: `"${key}" is not a setting; did you mean "${nearest}"?` };
  const list = accepted.length > 0 ? `; accepted: ${accepted.join(', ')}` : '';
  return { offset, message: `"${key}" is not a setting${list}` };
}

function describeValue(issue: Issue, path: Path, context: Context): string {
  const name = path.length === 0 ? 'the file' : pathText(path);
  const seen = seenText(path, context);
  const schemas = schemasAt(context.schema, path);
  if (issue.code === 'custom' && issue.params?.['isSecret'] === true)
    return `${name} ${issue.message}`;
  if (seen === undefined) {
    const custom = issue.message === defaultMessage ? undefined : issue.message;
    return `${name} is missing; ${custom ?? `accepted: ${acceptedText(schemas)}`}`;
  }
  if (issue.message !== defaultMessage) return `${name} is ${seen}; ${issue.message}`;
  const node = nodeAt(context.document, path);
  if (issue.code === 'invalid_type' && issue.expected === 'string' && /^[-+]?\.?\d/.test(seen))
    return `${name} is the number ${seen}; write "${digitsOf(seen, node)}", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)`;
  const nearest = isScalar(node) && nearestName(String(node.value), choicesOf(schemas));
  const hint = !nearest ? 'accepted' : `did you mean "${nearest}"? Accepted`;
  return `${name} is ${seen}; ${hint}: ${acceptedText(schemas)}`;
}

/** Returns the text to write in quotes: digits for `1e3` or `0x4`; `007` may be an id. */
function digitsOf(seen: string, node: unknown): string {
  return /^[-+]?(\d*\.?\d+[eE]|0[xo])/.test(seen) && isScalar(node) ? String(node.value) : seen;
}

/** Most characters of a value that a message shows. */
const mostShown = 120;

/** Returns the value as it is written in the text; `undefined` if there is none. */
function seenText(path: Path, { document, text }: Context): string | undefined {
  const node = nodeAt(document, path);
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || !node.range) return path.length === 0 ? 'empty' : undefined;
  if (node.value === null) return 'empty';
  const seen =
    typeof node.value === 'string'
      ? quotedText(node.value)
      : text.slice(node.range[0], node.range[1]);
  return seen.length <= mostShown
    ? seen
    : `${seen.slice(0, mostShown)}… (${seen.length} characters)`;
}

function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
