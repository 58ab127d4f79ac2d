import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { MissingDelivery } from '../../invoice/missing-delivery.ts';
import { describeMissing } from '../../invoice/missing-ranges.ts';
import type { ExpectedDeliveries, ReadyResult } from '../../jobs/ready.ts';
import { countOf } from '../../money/count-of.ts';
import { describeLoad } from './load.ts';
import { describeModelProblems } from './model-problems.ts';
import { type Output, printJson, printText } from './output.ts';

/** Sentences of one list that are printed; `--json` has all. */
const mostShown = { missing: 20, late: 3 };

/**
 * Prints whether all that must have come for a month is there.
 *
 * @throws {UserError} (exit 4) If something is missing, or the month lies in the future.
 */
export function printReady(result: ReadyResult, { json }: { json?: true }, output: Output): void {
  const { month, hasBegun, missing } = result;
  const document = readyDocument(result);
  if (!json) printText(output, describeReady(result));
  else if (document.ready) printJson(output, document);
  if (document.ready) return;
  const count = countOf(missing.length, 'delivery is', 'deliveries are');
  const message = hasBegun
    ? `${month} is not ready: ${count} missing or not as listed.\nDeliver them and run this again. imbill run --month ${month} --strict does not issue before; without --strict it issues and names them.`
    : `${month} is not ready: it has not begun.\nName a month that has, or run this again then.`;
  throw new UserError(message, exitCodes.nothingToDo, { details: document });
}

/** Returns the `--json` document of `ready`. */
function readyDocument(result: ReadyResult): { ready: boolean } & Record<string, unknown> {
  const { month, hasBegun, isOver, expected, manifests, missing, late, load } = result;
  return {
    month,
    ready: hasBegun && missing.length === 0,
    is_over: isOver,
    expected,
    manifests,
    missing_deliveries: missing,
    late_deliveries: late,
    load,
    model_problems: result.model_problems,
  };
}

function describeReady(result: ReadyResult): string {
  const { load, missing, late, model_problems } = result;
  const loaded = load.files === 0 ? [] : [describeLoad(load).trimEnd()];
  const lines = [
    ...loaded,
    ...result.expected.map(describeExpected),
    ...describeManifests(result),
    ...describeDeliveries(missing, late),
    ...describeVerdict(result),
    ...describeModelProblems(model_problems),
  ];
  return `${lines.join('\n')}\n`;
}

/** Describes deliveries as lines that begin with `!`: twenty that are missing, and three that came late. */
export function describeDeliveries(
  missing: readonly MissingDelivery[],
  late: readonly MissingDelivery[],
): string[] {
  return [
    ...firstOf(describeMissing(missing), mostShown.missing, ''),
    ...firstOf(describeMissing(late), mostShown.late, 'Late: '),
  ];
}

function firstOf(sentences: readonly string[], most: number, prefix: string): string[] {
  const shown = sentences
    .slice(0, most)
    .map((sentence) => visibleCharacters(`! ${prefix}${sentence.replaceAll('\n', ' ')}`));
  const more = sentences.length - most;
  return more > 0 ? [...shown, `! ${prefix}And ${more} more; --json lists all.`] : shown;
}

function describeExpected({ source, entry, every, per, periods }: ExpectedDeliveries): string {
  const what = { app: 'rows of each app', file: 'a file', source: 'rows' }[per];
  return visibleCharacters(
    `Expected of ${source} (${entry}): ${what} every ${every}; ${countOf(periods, every)} by now.`,
  );
}

function describeManifests({ manifests: { manifests, files } }: ReadyResult): string[] {
  if (manifests === 0) return [];
  return [`${countOf(manifests, 'manifest')}: ${countOf(files, 'file')} of the month listed.`];
}

function describeVerdict({
  month,
  hasBegun,
  isOver,
  expected,
  manifests,
  missing,
}: ReadyResult): string[] {
  if (!hasBegun || missing.length > 0) return [];
  if (expected.length === 0 && manifests.manifests === 0)
    return [
      `Nothing is expected of ${month}: no source in imbill.yaml has expect, and there is no manifest beside the logs.`,
      'To be told what is missing, add expect: { every: day } to a source: docs/logs.md.',
    ];
  return isOver
    ? [`${month} is ready: all that is expected is there.`]
    : [`All that is expected of ${month} by now is there. The month is not over.`];
}
