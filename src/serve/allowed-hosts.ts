import { isIP } from 'node:net';

/**
 * Whether a request's `Host` names this server. A page elsewhere can point a name of its own at
 * 127.0.0.1 (DNS rebinding), and its requests then carry that name; so only the names that were given
 * out are served: the host listened on, `localhost`, and addresses, which nobody can point elsewhere.
 *
 * @param host As listened on, such as `127.0.0.1`.
 */
export function hostCheck(host: string): (header: string | undefined) => boolean {
  const names = new Set([host.toLowerCase(), 'localhost']);
  const isLoopback = isLoopbackHost(host);
  return (header) => {
    const name = nameOf(header);
    if (name === undefined) return false;
    if (names.has(name)) return true;
    return isLoopback ? isLoopbackHost(name) : isIP(name) !== 0;
  };
}

/** Whether only this machine reaches it. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Without port and brackets, in small letters. */
function nameOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
