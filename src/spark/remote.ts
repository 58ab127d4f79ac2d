import { exitCodes, UserError } from '../base/errors.ts';

/** Address of a Spark Connect server. */
export interface SparkRemote {
  /** The address as the user wrote it, for messages. */
  text: string;
  /** URL of the gRPC service, `http://host:port` or `https://host:port`. */
  url: string;
}

const defaultPort = '15002';

/**
 * Parses the address of a Spark Connect server, such as `sc://host:15002` or `https://host`.
 *
 * `sc://host:port/;use_ssl=true` asks for TLS, as in Spark's own clients. A token has no place here: it comes
 * from the environment alone, so that no file and no list of processes shows it.
 *
 * @throws {UserError} (exit 3) If it is not such an address.
 */
export function parseRemote(text: string): SparkRemote {
  if (holdsSecret(text)) throw tokenInAddress();
  const remote = remoteOf(text);
  if (remote === undefined) throw refused(text);
  return remote;
}

/** Tells whether an address holds a token or a password, which no message may repeat. */
export function holdsSecret(text: string): boolean {
  return /token=|@/i.test(text);
}

/** Reads an address; undefined if it is none. */
export function remoteOf(text: string): SparkRemote | undefined {
  const [, scheme, host, port, path = ''] =
    /^(sc|https?):\/\/([^\s:/;@?#]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?(\/[^\s]*)?$/i.exec(text) ?? [];
  if (scheme === undefined || host === undefined || Number(port ?? 1) > 65_535) return undefined;
  const parameters = path.split(';').slice(1).filter(Boolean);
  if (!parameters.every((one) => /^use_ssl=(true|false)$/i.test(one))) return undefined;
  const isSecure = scheme === 'https' || parameters.some((one) => /^use_ssl=true$/i.test(one));
  const usedPort = port ?? (scheme === 'sc' ? defaultPort : isSecure ? '443' : '80');
  return { text, url: `${isSecure ? 'https' : 'http'}://${host}:${usedPort}` };
}

function refused(text: string): UserError {
  return new UserError(
    `engine.spark.remote is "${text}".\nAccepted: the address of a Spark Connect server, such as sc://spark.internal:15002 or https://spark.internal.`,
    exitCodes.badInput,
  );
}

function tokenInAddress(): UserError {
  return new UserError(
    'engine.spark.remote holds a token.\nRemove it there and set the environment variable IMBILL_SPARK_TOKEN.',
    exitCodes.badInput,
  );
}
