import { isIP } from 'node:net';

/**
 * Builds a check that tells if a request's `Host` names this server.
 *
 * A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding), and its requests then carry that name. So only
 * the host listened on, `localhost` and addresses are served.
 *
 * @param host Host listened on, such as `127.0.0.1`.
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

/** Tells if only this machine reaches the host. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Returns the host of a header in small letters, without port and brackets. */
function nameOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
