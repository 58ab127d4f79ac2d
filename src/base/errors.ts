/** Exit codes of the command line (docs/operate.md). */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  badInput: 3,
  nothingToDo: 4,
  locked: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An error that the user can mend: printed without a stack, and the process ends with `exitCode`.
 *
 * The message says what failed and where, the value seen, what is accepted and the next step, in
 * as many lines as that takes.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: ExitCode;
  /** Further keys of the error's JSON document: what was found before it failed. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    exitCode: ExitCode = exitCodes.badInput,
    { details = {}, ...options }: ErrorOptions & { details?: Record<string, unknown> } = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
    this.details = details;
  }
}
