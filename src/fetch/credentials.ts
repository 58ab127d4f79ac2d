import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';

/** Keys that sign requests. They are never written to the workspace. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the keys: those of a profile if one is named, else AWS_ACCESS_KEY_ID and its companions, else the profile of
 * AWS_PROFILE or `default`.
 *
 * @throws {UserError} (exit 2) If there are none, or the profile has none.
 */
export async function readCredentials(
  profile: string | undefined,
  environment: Environment,
): Promise<Credentials> {
  const own = keysOf({
    id: environment['AWS_ACCESS_KEY_ID'],
    secret: environment['AWS_SECRET_ACCESS_KEY'],
    token: environment['AWS_SESSION_TOKEN'],
  });
  if (profile === undefined && own !== undefined) return own;
  const name = profile ?? environment['AWS_PROFILE'] ?? 'default';
  const path = environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const read = text === undefined ? undefined : keysOf(profileIn(text, name));
  if (read !== undefined) return read;
  const seen = text === undefined ? `there is no ${path}` : `${path} has no keys in [${name}]`;
  throw new UserError(
    `No keys for the store: ${profile === undefined ? 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and ' : ''}${seen}.\nAccepted: both variables, or a profile with aws_access_key_id and aws_secret_access_key.\nSet them where imbill runs; imbill.yaml never holds keys.`,
    exitCodes.wrongUsage,
  );
}

function keysOf(read: {
  id?: string | undefined;
  secret?: string | undefined;
  token?: string | undefined;
}): Credentials | undefined {
  const { id, secret, token } = read;
  if (!id || !secret) return undefined;
  return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) };
}

/** Reads a section of an INI file. */
function profileIn(text: string, name: string) {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? section;
    const pair = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair !== null && section === name) values.set(pair[1]!, pair[2]!);
  }
  return {
    id: values.get('aws_access_key_id'),
    secret: values.get('aws_secret_access_key'),
    token: values.get('aws_session_token'),
  };
}
