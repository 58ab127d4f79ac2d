import { isOfTimeFormat } from '../records/time-format.ts';

/** Formats that are tried, the most frequent first. Where day and month could be exchanged, both are. */
const formats = [
  ...withSeconds('YYYY/M/D H:mm'),
  ...withSeconds('YYYY-M-D H:mm'),
  ...withSeconds('YYYY.M.D H:mm'),
  ...withSeconds('YYYY年M月D日 H:mm'),
  'YYYY年M月D日 H时mm分',
  'YYYY年M月D日 H时mm分ss秒',
  ...withSeconds('YYYY/M/D A h:mm'),
  ...withSeconds('M/D/YYYY H:mm'),
  ...withSeconds('D/M/YYYY H:mm'),
  'M/D/YYYY h:mm A',
  'M/D/YYYY h:mm:ss A',
  'D/M/YYYY h:mm A',
  'YYYY-M-D h:mm:ss A',
  ...withSeconds('D.M.YYYY H:mm'),
  'YYYYMMDDHHmmss',
  'YYYYMMDDHHmm',
  'YYYYMMDD HH:mm:ss',
  'DD/MMM/YYYY:HH:mm:ss Z',
  'D MMM YYYY H:mm:ss',
  'YYYY-MM-DD HH:mm:ss Z',
  'YYYY-MM-DD HH:mm:ss,SSS',
] as const;
const dayFormats = ['YYYY/M/D', 'YYYY-M-D', 'YYYY.M.D', 'YYYY年M月D日', 'M/D/YYYY', 'D/M/YYYY'];

function withSeconds(format: string): string[] {
  return [format, `${format}:ss`];
}

/** How the times of a column are written. */
export interface GuessedTimes {
  /** Formats for `time_format`; absent if imbill reads the times as they are. */
  formats?: string[];
  /** True if the times name no offset, so that the source needs `time_zone`. */
  isLocal: boolean;
  /** Another format that fits as well: day and month exchanged. */
  orElse?: string;
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;
const epoch = /^(\d{10}|\d{13})$/;

/** Guesses how times are written; undefined if they are none that imbill can read. */
export function guessTimes(values: readonly string[]): GuessedTimes | undefined {
  const given = values.filter((value) => value !== '');
  if (given.length === 0) return undefined;
  if (given.every((value) => epoch.test(value))) return { isLocal: false };
  if (given.every((value) => rfc3339.test(value)))
    return { isLocal: given.some((value) => !/([Zz]|[+-]\d{2}:\d{2})$/.test(value)) };
  return guessFormat(given, formats);
}

/** Guesses how days are written; undefined if they are none that imbill can read. */
export function guessDays(values: readonly string[]): GuessedTimes | undefined {
  const given = values.filter((value) => value !== '');
  if (given.length === 0) return undefined;
  if (given.every((value) => /^\d{4}-?\d{2}-?\d{2}$/.test(value))) return { isLocal: false };
  const guessed = guessFormat(given, dayFormats);
  return guessed && { ...guessed, isLocal: false };
}

/** Guesses one format of most values; a few may be wrong. */
function guessFormat(values: readonly string[], all: readonly string[]): GuessedTimes | undefined {
  const counted = all
    .map((format) => ({
      format,
      count: values.filter((value) => isOfTimeFormat(format, value)).length,
    }))
    .filter(({ count }) => count > 0);
  const most = Math.max(0, ...counted.map(({ count }) => count));
  if (most * 2 < values.length) return undefined;
  const [first, ...others] = counted.filter(({ count }) => count === most);
  if (first === undefined) return undefined;
  const { format } = first;
  const exchanged = format.replace(/^M\/D/, 'D/M');
  const orElse = exchanged !== format && others.find((one) => one.format === exchanged)?.format;
  return {
    formats: [format],
    isLocal: !format.includes('Z'),
    ...(orElse && { orElse }),
  };
}
