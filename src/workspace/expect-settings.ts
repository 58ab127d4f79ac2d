import { z } from 'zod';
import { isBillingDay } from '../calendar/billing-day.ts';
import { isZoneName } from '../calendar/zone-names.ts';
import type { Expectation } from '../intake/records/expectation.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';

const acceptedGrace = 'accepted: minutes, hours or days such as 30m, 2h or 1d';

const expectation = z.strictObject({
  every: z.enum(['hour', 'day'], { error: 'accepted: hour, day' }),
  per: z
    .enum(['app', 'file', 'source'], { error: 'accepted: app, file, source' })
    .default('source'),
  from: z
    .string()
    .refine(isAcceptedDay, {
      error:
        'accepted: a day from 2000 to 2099 such as 2026-09-01, from which deliveries are expected',
    })
    .optional(),
  grace: z
    .string({ error: acceptedGrace })
    .refine((text) => minutesOf(text) !== undefined, { error: acceptedGrace })
    .optional(),
  files: z.int().min(1).max(10_000).optional(),
  zone: z
    .string()
    .refine(isZoneName, { error: 'accepted: an IANA zone such as Asia/Shanghai, or UTC' })
    .optional(),
  except: z.union([z.string().min(1), z.array(z.string().min(1))]).optional(),
});
type ExpectEntry = z.infer<typeof expectation>;

/** Schema of `expect` of a source: a rule or a list of rules. */
export const expectSchema = z.union([expectation, z.array(expectation).min(1)]).optional();

/** Keys of an entry on which its rules depend. */
interface ExpectingEntry {
  expect?: z.infer<typeof expectSchema>;
  table?: string | undefined;
  keep: 'all' | 'none';
}

/** Refuses rules that an entry can never be judged by, and keys that mean nothing beside others. */
export function refuseUnfitExpectation(
  kind: SourceKind,
  entry: ExpectingEntry,
  context: Pick<z.core.$RefinementCtx<unknown>, 'addIssue'>,
): void {
  for (const [index, rule] of rulesOf(entry.expect).entries()) {
    const place = Array.isArray(entry.expect) ? ['expect', index] : ['expect'];
    const refuse = (key: keyof ExpectEntry, message: string) =>
      context.addIssue({ code: 'custom', path: [...place, key], input: rule[key], message });
    if (rule.every === 'hour' && rule.per !== 'file') {
      if (kind === 'daily') refuse('every', 'accepted: day, as daily files have no times');
      if (kind === 'logins' && entry.keep === 'none')
        refuse('every', 'accepted: day, as keep: none stores no times of logins; or per: file');
    }
    if (rule.per === 'file' && entry.table !== undefined)
      refuse('per', 'accepted: app, source, as a table has no files');
    if (rule.per !== 'file' && rule.files !== undefined)
      refuse('files', 'accepted: only with per: file');
    if (rule.per !== 'file' && rule.zone !== undefined)
      refuse('zone', 'accepted: only with per: file, for the dates in names');
    if (rule.per !== 'app' && rule.except !== undefined)
      refuse('except', 'accepted: only with per: app');
  }
}

/** Converts the checked rules of an entry. */
export function expectationsOf(expect: z.infer<typeof expectSchema>): Expectation[] {
  return rulesOf(expect).map(({ every, per, from, grace, files, zone, except }) => ({
    ...{ every, per },
    ...(from === undefined ? {} : { from }),
    ...(grace === undefined ? {} : { graceMinutes: minutesOf(grace)! }),
    ...(files === undefined ? {} : { files }),
    ...(zone === undefined ? {} : { zone }),
    ...(except === undefined ? {} : { except: [except].flat() }),
  }));
}

function rulesOf(expect: z.infer<typeof expectSchema>): ExpectEntry[] {
  return expect === undefined ? [] : [expect].flat();
}

function isAcceptedDay(text: string): boolean {
  return isBillingDay(text) && text >= '2000-01-01' && text < '2100-01-01';
}

const minutesOfUnit: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

function minutesOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * minutesOfUnit[unit!]!;
}
