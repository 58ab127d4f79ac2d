import { visibleCharacters } from '../../base/visible-characters.ts';
import type { LoadResult } from '../../jobs/load.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { describeLateMonth } from '../../warehouse/describe-late-month.ts';
import { describeFailedFile } from '../../warehouse/failed-logins.ts';
import { describeRejectedLine } from '../../warehouse/rejected-lines.ts';
import { describePayments } from './payments.ts';

/** Describes the result of a load. */
export function describeLoad(load: LoadResult): string {
  const sentences = [
    describeTotals(load),
    ...describeLines(load),
    ...describeReadByOne(load),
    ...describeKnownFiles(load),
    ...describeReadAgain(load),
    ...describeSameContent(load),
    ...describeKeptIds(load),
    ...describeGone(load),
    ...(load.tables_not_read ?? []).map((path) =>
      visibleCharacters(
        `${path} was not looked at, as only Spark reads tables. Its loaded rows count.`,
      ),
    ),
    ...load.withdrawn.map(({ path, batch_id, reason }) =>
      visibleCharacters(
        `${path} has the content of withdrawn batch ${batch_id} (${reason}) and does not count. imbill load --restore ${batch_id} --reason TEXT makes it count as it was read; imbill load --again ${path} reads it again with today's settings.`,
      ),
    ),
    ...load.late.map(describeLateMonth),
    ...describePayments(load.payments),
    ...(load.refunds_to_check ?? []).map(({ code, message }) =>
      visibleCharacters(`! ${message} (${code})`),
    ),
  ];
  return sentences.map((sentence) => `${sentence}\n`).join('');
}

function describeTotals(load: LoadResult): string {
  const { files, duplicates, known, lines, headers, accepted, rejected } = load;
  if (files === 0 && known === 0) return 'Nothing to load: no file matches the sources.';
  if (files === 0)
    return `Nothing new: ${known} ${known === 1 ? 'file is' : 'files are'} known already.`;
  const again = duplicates > 0 ? ` (${duplicates} with content that is known: duplicates)` : '';
  return `Loaded ${countOf(files, 'file')}${again}: ${countOf(lines, 'line')} = ${countOf(headers, 'header')} + ${digits(accepted)} accepted + ${digits(rejected)} rejected.`;
}

function describeLines(load: LoadResult): string[] {
  const { files, known, ignored, unmatched, first_rejects, rejected, all_failed } = load;
  return [
    ...(ignored > 0
      ? [`${digits(ignored)} accepted lines are of another kind and not stored.`]
      : []),
    ...(files + known > 0 ? unmatched : []).map(
      (glob) => `No file matches ${visibleCharacters(glob)}.`,
    ),
    ...first_rejects.map((line) =>
      visibleCharacters(`Rejected: ${describeRejectedLine(line).replaceAll('\n', ' ')}`),
    ),
    ...(rejected > first_rejects.length
      ? ['All rejected lines: imbill sql "select * from rejects"']
      : []),
    ...all_failed.map((file) => visibleCharacters(describeFailedFile(file))),
  ];
}

/** Describes large files that one thread had to read. */
function describeReadByOne({ read_by_one }: LoadResult): string[] {
  const why = {
    quotes: 'its quotes can hold line ends',
    json: 'a JSON document is one piece',
    parquet: 'Parquet is not made of lines',
  };
  return read_by_one.map(({ path, because }) =>
    visibleCharacters(
      `${path} was read by one thread: ${why[because]}. Several files, or .ndjson, are read by all.`,
    ),
  );
}

/** Describes files that are not deliveries, and files that changed since they were loaded. */
function describeKnownFiles({ left_out, grown, replaced }: LoadResult): string[] {
  const sentences: string[] = [];
  if (left_out.length > 0)
    sentences.push(
      `Left out as unfinished or hidden: ${listPaths(left_out)}. ignore: in imbill.yaml says which files are not deliveries.`,
    );
  if (grown.length > 0) {
    const lines = grown.reduce((sum, file) => sum + file.lines, 0);
    const paths = listPaths(grown.map(({ path }) => path));
    sentences.push(`Grown since the last load: ${paths}; ${digits(lines)} more lines.`);
  }
  for (const { path, batch_id } of replaced)
    sentences.push(
      `${visibleCharacters(path)} has other content now; its earlier content (batch ${batch_id}) no longer counts. If both are right, imbill load --restore ${batch_id} --reason TEXT makes the earlier one count too.`,
    );
  return sentences;
}

function describeReadAgain({ read_again }: LoadResult): string[] {
  const why = { settings: 'because their entry in imbill.yaml changed', asked: 'on request' };
  return (['settings', 'asked'] as const).flatMap((because) => {
    const files = read_again.filter((file) => file.because === because);
    if (files.length === 0) return [];
    const others = files.filter((file) => file.has_other_rows).map(({ path }) => path);
    const result =
      others.length === 0
        ? 'the rows are the same.'
        : `other rows now replace the earlier ones: ${listPaths(others)}.`;
    return [`Read again, ${why[because]}: ${countOf(files.length, 'file')}; ${result}`];
  });
}

function describeSameContent({ same_content }: LoadResult): string[] {
  const sentences = same_content
    .slice(0, shownFiles)
    .map(
      ({ path, same_as }) =>
        `${visibleCharacters(path)} has the content of ${visibleCharacters(same_as)}; they count once. If they belong to two nodes, give each an entry of its own with constants: { node: NAME }.`,
    );
  const more = same_content.length - shownFiles;
  return more > 0 ? [...sentences, `The same holds for ${more} more bandwidth files.`] : sentences;
}

function describeKeptIds({ user_ids_kept: months }: LoadResult): string[] {
  if (months === undefined) return [];
  return [
    `User ids of ${months.join(', ')} are stored as they are, as these months had rows with ids before user_ids: hmac. It begins with the first month without rows.`,
  ];
}

/** Describes files that should be read again but are missing. */
function describeGone({ gone }: LoadResult): string[] {
  const next = {
    settings:
      'Their rows still count, but were read with earlier settings than imbill.yaml has today. Put the files back and load again, or withdraw them with --withdraw. If they were read right, give them an entry of their own with the earlier settings.',
    asked: 'Their earlier rows still count. Put the files back and ask again.',
  };
  return (['settings', 'asked'] as const).flatMap((because) => {
    const paths = gone.filter((file) => file.because === because).map(({ path }) => path);
    if (paths.length === 0) return [];
    return [`Cannot be read again, as they are missing: ${listPaths(paths)}. ${next[because]}`];
  });
}

const shownFiles = 3;

function listPaths(paths: readonly string[]): string {
  const more = paths.length > shownFiles ? ` and ${paths.length - shownFiles} more` : '';
  return `${paths.slice(0, shownFiles).map(visibleCharacters).join(', ')}${more}`;
}

function digits(number: number): string {
  return groupDigits(String(number));
}
