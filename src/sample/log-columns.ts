import { beijingOffsetMs } from './month-days.ts';

/** SQL texts of `at_ms` (milliseconds since the epoch), as the logs write an instant. */
export const utcTime = "strftime(epoch_ms(at_ms), '%Y-%m-%dT%H:%M:%S.%gZ')";
export const beijingTime = `strftime(epoch_ms(at_ms + ${beijingOffsetMs}), '%Y-%m-%dT%H:%M:%S.%g+08:00')`;
