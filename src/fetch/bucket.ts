import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { exitCodes, UserError } from '../base/errors.ts';
import type { FetchSource } from '../workspace/fetch-settings.ts';
import type { Credentials, Environment } from './credentials.ts';
import { parseListing, type StoredObject, textIn } from './listing.ts';

/** A bucket of an S3-compatible store. */
export interface Bucket {
  /** Lists the objects below the prefix, page by page, in the order of the store. */
  list(): AsyncGenerator<StoredObject>;
  /**
   * Opens an object for reading, from a byte on.
   *
   * @returns `undefined` if the store has no longer an object with this ETag.
   * @throws {PassingFault} If another try may help.
   */
  open(object: StoredObject, from: number): Promise<IncomingMessage | undefined>;
}

/** Waits before a request is tried again, in milliseconds. Tests wait less. */
export type Waits = readonly number[];

export const defaultWaits: Waits = [500, 1000, 2000, 4000, 8000];

/** A connection that ended early, or an answer of a store that is busy: worth another try. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault';
}

/** Makes the client of a source. Requests are signed with Signature Version 4. */
export async function openBucket(
  source: FetchSource,
  credentials: Credentials,
  environment: Environment,
  waits: Waits = defaultWaits,
): Promise<Bucket> {
  const { AwsClient } = await import('aws4fetch');
  const region = source.region ?? environment['AWS_REGION'] ?? 'us-east-1';
  const client = new AwsClient({ ...credentials, service: 's3', region });
  const root = rootOf(source, region);
  const send = async (url: string, headers: Record<string, string> = {}) => {
    const signed = await client.sign(url, { method: 'GET', headers });
    return sendOnce(url, Object.fromEntries(signed.headers));
  };
  return {
    async *list() {
      let next: Record<string, string> | undefined = {};
      while (next !== undefined) {
        const url: string = `${root}/?${new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', prefix: source.prefix, ...next })}`;
        const page = await retried(waits, async () => {
          const answer = await send(url);
          if (answer.statusCode !== 200) throw await faultOf(answer, source);
          return parseListing(await textOf(answer));
        });
        if (typeof page === 'string') throw noListing(page, source);
        yield* page.objects;
        next = page.next;
      }
    },
    async open({ key, etag }, from) {
      const path = key.split('/').map(encoded).join('/');
      const range = from === 0 ? {} : { range: `bytes=${from}-` };
      const answer = await send(`${root}/${path}`, { 'if-match': `"${etag}"`, ...range });
      const { statusCode, headers } = answer;
      if (statusCode === 412 || statusCode === 404) return drop(answer);
      if (statusCode !== (from === 0 ? 200 : 206)) throw await faultOf(answer, source, key);
      // A store that does not know If-Match sends the object as it is now.
      if (headers.etag?.replaceAll('"', '') !== etag) return drop(answer);
      return answer;
    },
  };
}

/** Encodes a part of a key as the signature does: also the marks that `encodeURIComponent` leaves. */
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function drop(answer: IncomingMessage): undefined {
  answer.destroy();
}

function rootOf({ bucket, endpoint, style }: FetchSource, region: string): string {
  const { protocol, host, hostname } = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const isNumber = isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0 || hostname === 'localhost';
  const isPath = style === undefined ? isNumber : style === 'path';
  return isPath ? `${protocol}//${host}/${bucket}` : `${protocol}//${bucket}.${host}`;
}

/** Silence of a connection after which it counts as cut. */
const idleMilliseconds = 60_000;

/** Sends a request. `fetch` would expand objects that are stored compressed, so it is not used. */
function sendOnce(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const fail = (cause: unknown) => reject(new PassingFault(String(cause), { cause }));
    const sent = request(url, { headers, timeout: idleMilliseconds }, resolve);
    sent.on('timeout', () => sent.destroy(new Error('no answer for 60 s')));
    sent.on('error', fail);
    sent.end();
  });
}

/**
 * Runs work again after a passing fault, and waits before.
 *
 * @param progressOf Returns how far the work is. When it got further, all tries are left again.
 */
export async function retried<T>(
  waits: Waits,
  work: () => Promise<T>,
  progressOf: () => Promise<number> = async () => 0,
): Promise<T> {
  let reached = await progressOf();
  let tries = 0;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const now = await progressOf();
      if (now > reached) tries = 0;
      reached = now;
      const milliseconds = waits[tries++];
      if (!(error instanceof PassingFault) || milliseconds === undefined) throw error;
      await wait(milliseconds);
    }
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk);
  } catch (cause) {
    throw new PassingFault(String(cause), { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function faultOf(
  answer: IncomingMessage,
  { from, endpoint }: FetchSource,
  key?: string,
): Promise<Error> {
  const status = answer.statusCode ?? 0;
  const xml = await textOf(answer);
  const code = textIn(xml, 'Code') ?? `HTTP ${status}`;
  const said = textIn(xml, 'Message');
  const what = `${from}${key === undefined ? '' : `: ${key}`}: the store answered ${status} ${code}${said === undefined ? '' : ` (${said})`}.`;
  if (status === 429 || status >= 500) return new PassingFault(what);
  const next = nextSteps[code] ?? 'Correct fetch in imbill.yaml, and run again.';
  return new UserError(`${what}\nEndpoint: ${endpoint ?? 'AWS'}. ${next}`, exitCodes.failed);
}

function noListing(problem: string, { from, endpoint }: FetchSource): Error {
  return new UserError(
    `${from}: the store ${problem}.\nAccepted: the answer of a store that speaks S3. Endpoint: ${endpoint ?? 'AWS'}. Correct it in imbill.yaml, and run again.`,
    exitCodes.failed,
  );
}

const denied = 'The key must be allowed to list the bucket and to read its objects.';
const nextSteps: Record<string, string> = {
  AccessDenied: denied,
  AllAccessDisabled: denied,
  InvalidAccessKeyId:
    'The store does not know the access key: look at AWS_ACCESS_KEY_ID or the profile.',
  SignatureDoesNotMatch:
    'Secret key or region are wrong: look at AWS_SECRET_ACCESS_KEY and region.',
  RequestTimeTooSkewed: 'Set the clock of this machine.',
  NoSuchBucket: 'Correct from in imbill.yaml: there is no such bucket at this endpoint.',
  PermanentRedirect: 'The bucket is in another region: correct endpoint and region in imbill.yaml.',
  AuthorizationHeaderMalformed: 'The region is wrong: correct region in imbill.yaml.',
};
