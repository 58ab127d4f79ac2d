/** A request before any check. */
export interface Arrival {
  method: string;
  /** Text between method and version on the request line. */
  target: string;
  /** Names and values in turn, as they were sent, with repeated ones. */
  rawHeaders: readonly string[];
}

export interface Refusal {
  status: 400 | 403 | 405 | 413 | 414 | 415 | 421;
  message: string;
  /** Methods that are accepted, for status 405. */
  allow?: string;
}

type HostCheck = (header: string | undefined) => boolean;

export const methods = ['GET', 'HEAD', 'POST'] as const;
export const longestTarget = 4096;
export const largestBody = 256 * 1024;

/**
 * Finds the reason to refuse a request; undefined if there is none.
 *
 * A foreign name that points at this machine (DNS rebinding) is refused as Host. So is a request that another page
 * sends (Origin, Sec-Fetch-Site), unless a person followed a link. Host may have any port, because a tunnel can end at
 * another one.
 */
export function refusalOf(arrival: Arrival, isOwnHost: HostCheck): Refusal | undefined {
  const headers = new RawHeaders(arrival.rawHeaders);
  return (
    wrongMethod(arrival) ??
    wrongTarget(arrival) ??
    wrongHost(headers, isOwnHost) ??
    wrongOrigin(arrival, headers) ??
    (arrival.method === 'POST' ? wrongBody(headers) : undefined)
  );
}

function wrongMethod({ method }: Arrival): Refusal | undefined {
  if (methods.some((known) => known === method)) return undefined;
  const allow = methods.join(', ');
  return { ...refusal(405, `The method is not accepted.\nAccepted: ${allow}.`), allow };
}

function wrongTarget({ target }: Arrival): Refusal | undefined {
  if (target.length > longestTarget)
    return refusal(
      414,
      `The address is ${target.length} characters long.\nAccepted: ${longestTarget}.`,
    );
  // An absolute address would override the Host header; only proxies send one.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(target))
    return refusal(400, 'The request line has no path.\nAccepted: a path that begins with one /.');
  return undefined;
}

function wrongHost(headers: RawHeaders, isOwnHost: HostCheck): Refusal | undefined {
  const hosts = headers.all('host');
  if (hosts.length !== 1)
    return refusal(400, `The request has ${hosts.length} Host headers.\nAccepted: one.`);
  if (isOwnHost(hosts[0])) return undefined;
  return refusal(
    421,
    'This server does not answer under that name.\nAccepted as Host: localhost, or the address that it listens on.',
  );
}

function wrongOrigin({ method }: Arrival, headers: RawHeaders): Refusal | undefined {
  const isRead = method !== 'POST';
  const origins = headers.all('origin');
  const own = `http://${headers.all('host')[0]!.toLowerCase()}`;
  const isFollowed = isRead && headers.all('sec-fetch-mode').join() === 'navigate';
  const sites = headers.all('sec-fetch-site');
  const fromHere = sites.every((site) => site === 'same-origin' || (isRead && site === 'none'));
  const fromOwn = origins.every((origin) => origin.toLowerCase() === own);
  const isNamed = isRead || origins.length === 1;
  if (fromOwn && isNamed && (fromHere || isFollowed)) return undefined;
  return refusal(
    403,
    `The request comes from another page.\nAccepted: Origin ${own}${isRead ? ', or none' : ''}.`,
  );
}

function wrongBody(headers: RawHeaders): Refusal | undefined {
  const types = headers.all('content-type');
  if (types.length !== 1 || !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(types[0]!))
    return refusal(415, 'The request has no JSON.\nAccepted: Content-Type: application/json.');
  const length = Number(headers.all('content-length')[0] ?? 0);
  return length > largestBody ? tooLarge() : undefined;
}

/** Builds the refusal of a body above the limit. */
export function tooLarge(): Refusal {
  return refusal(413, `The request is too large.\nAccepted: ${largestBody / 1024} KB.`);
}

function refusal(status: Refusal['status'], message: string): Refusal {
  return { status, message };
}

/** The values of each header, in their order. A map would merge or drop some. */
class RawHeaders {
  readonly #raw: readonly string[];

  constructor(raw: readonly string[]) {
    this.#raw = raw;
  }

  all(name: string): string[] {
    return this.#raw.filter(
      (_, index) => index % 2 === 1 && this.#raw[index - 1]!.toLowerCase() === name,
    );
  }
}
