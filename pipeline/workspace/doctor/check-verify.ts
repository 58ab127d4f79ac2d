import type { Database } from '../../../src/duckdb/duckdb.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { readJobNotes } from '../../../src/warehouse/job-notes.ts';
import { type Examined, ok, sizeText, warning } from './checkup.ts';

/** Bytes of the lake that one core hashes and reads in a second; measured on a slow machine. */
const bytesPerSecond = 100 * 1000 ** 2;
/** Documents that are rated again and compared in a second. */
const documentsPerSecond = 50;
/** Seconds that every verification takes. */
const fixedSeconds = 2;
/** Days after which a verification is due again. */
const mostDays = 31;

/** Tells when the workspace was verified last, and estimates how long it would take now. */
export async function checkVerify(
  warehouse: Database,
  { workspace, machine }: Examined,
  lakeBytes: number,
): Promise<Checkup> {
  const { documents } = await warehouse.one<{ documents: bigint }>(
    'select count(*) as documents from invoices',
  );
  const seconds =
    fixedSeconds + lakeBytes / bytesPerSecond + Number(documents) / documentsPerSecond;
  const estimate = `imbill invoice verify would take about ${durationText(seconds)} (${sizeText(lakeBytes)}; an estimate)`;
  const note = (await readJobNotes(workspace)).get('verify');
  if (note === undefined)
    return documents === 0n
      ? ok('verify', estimate)
      : warning('verify', `Never verified here; ${estimate}`, 'Verify before each batch.');
  if (note.exit_code !== 0)
    return warning(
      'verify',
      `The last one ended with exit code ${note.exit_code} at ${note.ended_at}; ${estimate}`,
      'Run it, and compare the workspace with a backup if anything differs.',
    );
  const days = Math.floor((machine.now() - Date.parse(note.ended_at)) / 86_400_000);
  const seen = `Verified at ${note.ended_at}; ${estimate}`;
  return days <= mostDays
    ? ok('verify', seen)
    : warning('verify', `${seen}; ${days} days ago`, 'Verify before each batch.');
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} seconds`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
