import { Code, ConnectError } from '@connectrpc/connect';
import { exitCodes, UserError } from '../base/errors.ts';

/** Fault that Spark reports, with Spark's own words. */
export class SparkError extends UserError {
  /** Spark's error class, such as `TABLE_OR_VIEW_NOT_FOUND`; empty if Spark names none. */
  readonly errorClass: string;

  constructor(message: string, errorClass: string, cause: unknown) {
    super(message, exitCodes.failed, { cause });
    this.errorClass = errorClass;
  }
}

/** Returns the error class that a message of Spark begins with. */
export function errorClassOf(error: unknown): string {
  const { rawMessage } = ConnectError.from(error);
  return /\[([A-Z][A-Z0-9_.]+)\]/.exec(rawMessage)?.[1] ?? '';
}

/** Words an error of a call to Spark with the next step for the user. */
export function explainSparkError(error: unknown, remote: string): SparkError {
  const { code, rawMessage } = ConnectError.from(error);
  const errorClass = errorClassOf(error);
  const told = (message: string) => new SparkError(message, errorClass, error);
  if (code === Code.Unauthenticated || code === Code.PermissionDenied)
    return told(
      `Spark at ${remote} refuses the token: ${firstLines(rawMessage)}\nSet IMBILL_SPARK_TOKEN to the token of the server and run again.`,
    );
  if (errorClass.startsWith('INVALID_HANDLE'))
    return told(
      `Spark at ${remote} no longer knows this session (${errorClass}): it was restarted, or the session was idle for too long.\nRun the command again. Nothing was recorded.`,
    );
  if (code === Code.Canceled || errorClass === 'OPERATION_CANCELED')
    return told(`Spark at ${remote} canceled the work.\nRun the command again.`);
  if (code === Code.Unavailable || code === Code.DeadlineExceeded || isConnectionFault(rawMessage))
    return told(
      `Spark at ${remote} cannot be reached: ${firstLines(rawMessage)}\nCheck engine.spark.remote and that the Spark Connect server runs, or use --engine duckdb.`,
    );
  return told(
    `Spark at ${remote} reports: ${firstLines(rawMessage)}\nCorrect what it names and run again, or use --engine duckdb. Nothing was recorded.`,
  );
}

/** Tells whether a broken stream may be attached again. */
export function isBrokenStream(error: unknown): boolean {
  const { code, rawMessage } = ConnectError.from(error);
  if (errorClassOf(error) === 'INVALID_CURSOR.DISCONNECTED') return true;
  return code === Code.Unavailable || code === Code.Aborted || isConnectionFault(rawMessage);
}

function isConnectionFault(message: string): boolean {
  return /ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EPIPE|socket hang up|GOAWAY|stream closed|closed with error code|premature/i.test(
    message,
  );
}

/** Leaves out the stack trace of the JVM. */
function firstLines(message: string): string {
  const lines = message.split('\n').filter((line) => !/^\s+at |^JVM stacktrace/.test(line));
  return lines.slice(0, 6).join('\n').trim();
}
