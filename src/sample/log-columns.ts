import { beijingOffsetMs } from './month-days.ts';

/** SQL that writes `at_ms` (milliseconds since the epoch) as the logs do. */
export const utcTime = "strftime(epoch_ms(at_ms), '%Y-%m-%dT%H:%M:%S.%gZ')";
export const beijingTime = `strftime(epoch_ms(at_ms + ${beijingOffsetMs}), '%Y-%m-%dT%H:%M:%S.%g+08:00')`;
