import { exitCodes, UserError } from '../base/errors.ts';
import { isMissingInSql, ofOtherVersion } from '../snapshot/read/other-version.ts';

/** Explains an error of a query that the user did not write; returns undefined for all others. */
export function explainFailure(error: unknown): UserError | undefined {
  const { message } = error as Error;
  const [, value] =
    /^(?:Conversion|Invalid Input) Error: Could not convert string "(.*?)" to DECIMAL/.exec(
      message,
    ) ?? [];
  if (value !== undefined)
    return new UserError(
      `A document has the number ${value}; an export holds 29 digits before the point and 9 after it.\nLeave the document out with --month or --customer. imbill invoice show NUMBER --json prints all digits.`,
      exitCodes.failed,
      { cause: error },
    );
  return isMissingInSql(error) ? ofOtherVersion(error) : undefined;
}
