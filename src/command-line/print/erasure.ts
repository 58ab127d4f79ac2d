import { visibleCharacters } from '../../base/visible-characters.ts';
import type { ErasedUser, KeptMonth, RemovedMonth, RetainedRows } from '../../jobs/erase.ts';
import { countOf } from '../../money/count-of.ts';

const shownFiles = 10;

/** Describes an erasure, and what its user has to do with the delivered files. */
export function describeErasure(result: ErasedUser): string {
  const { erasure, app_id, token, rows, segments, texts, months, delivered_files, kept_in } =
    result;
  const where = months.length === 0 ? '' : ` of ${months.join(', ')}`;
  return [
    `Erased a user of app ${visibleCharacters(app_id)} (erasure ${erasure}): ${countOf(rows, 'row')}${where} in ${countOf(segments, 'segment')}, and ${countOf(texts, 'rejected line or message', 'rejected lines and messages')}. All counts are as before.`,
    ...(delivered_files.length === 0
      ? []
      : [
          `These delivered files still hold the id, as imbill never changes them. Remove them, or replace the id by ${token} in them:`,
          ...filesText(delivered_files),
        ]),
    ...(kept_in.length === 0
      ? []
      : ['These texts may name the id, and never change:', ...filesText(kept_in)]),
    '',
  ].join('\n');
}

/** Describes what was removed of the raw rows, or would be. */
export function describeRetention(result: RetainedRows): string {
  const { dry_run, kept_from, removed, not_removed, segments, rows, delivered_files } = result;
  const months = removed.map(({ month }: RemovedMonth) => month).join(', ');
  const what = `raw rows of ${months}: ${countOf(rows, 'row')} in ${countOf(segments, 'segment')}`;
  const done = dry_run ? `This is a dry run. It would remove ${what}.` : `Removed ${what}.`;
  return [
    removed.length === 0
      ? `Nothing to remove: no raw rows before ${kept_from} that can be.`
      : `${done} Invoices and counts are as before.`,
    ...not_removed.map(({ month, because }: KeptMonth) => `Not removed: ${month}, as ${because}.`),
    ...(delivered_files.length === 0
      ? []
      : [
          'These delivered files have the same rows. imbill never changes them; remove them:',
          ...filesText(delivered_files),
        ]),
    '',
  ].join('\n');
}

function filesText(paths: readonly string[]): string[] {
  const more = paths.length - shownFiles;
  return [
    ...paths.slice(0, shownFiles).map((path) => `  ${visibleCharacters(path)}`),
    ...(more > 0 ? [`  and ${more} more; --json lists all`] : []),
  ];
}
