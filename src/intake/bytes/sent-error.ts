import { type ExitCode, exitCodes, UserError } from '../../base/errors.ts';
import { DamagedPages } from './parquet-pages.ts';

/** An error as plain data. A message between threads keeps neither its class nor its own properties. */
export interface SentError {
  name: string;
  message: string;
  stack: string | undefined;
  /** Own properties with plain values, such as `code`, `syscall` or `exitCode`. */
  properties: Record<string, unknown>;
  cause?: SentError;
}

/** Turns what was thrown into plain data, with its causes. */
export function packError(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  const properties = Object.fromEntries(
    Object.entries(error).filter(([, value]) => typeof value !== 'function'),
  );
  return {
    name,
    message,
    stack,
    properties,
    ...(cause instanceof Error && { cause: packError(cause) }),
  };
}

/** Builds the error that was sent: of the same class if code asks for it, with the same properties. */
export function unpackError(sent: SentError): Error {
  const options = sent.cause === undefined ? {} : { cause: unpackError(sent.cause) };
  const error = errorOf(sent, options);
  Object.assign(error, sent.properties);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}

function errorOf({ name, message, properties }: SentError, options: ErrorOptions): Error {
  const { exitCode = exitCodes.badInput, details = {} } = properties;
  switch (name) {
    case 'UserError':
      return new UserError(message, exitCode as ExitCode, {
        ...options,
        details: details as Record<string, unknown>,
      });
    case 'DamagedPages':
      return new DamagedPages(message, options);
    case 'RangeError':
      return new RangeError(message, options);
    case 'TypeError':
      return new TypeError(message, options);
    default:
      return new Error(message, options);
  }
}
