import type { MiddlewareHandler } from 'hono';

/**
 * What a page may do: have the style sheets, scripts and pictures of this server, ask this server,
 * and nothing else; nobody may frame it.
 */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Checks every request before anything answers it, and sets the headers of every answer. */
export function guard(isOwnHost: (header: string | undefined) => boolean): MiddlewareHandler {
  return async (context, next) => {
    const refusal = refusalOf(context.req.method, context.req.header('host'), isOwnHost);
    if (refusal === undefined) await next();
    else context.res = context.text(`${refusal.text}\n`, refusal.status);
    const { headers } = context.res;
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', pagePolicy);
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
    for (const [name, value] of Object.entries(headersOfAll)) headers.set(name, value);
  };
}

const headersOfAll = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

interface Refusal {
  status: 403 | 405;
  text: string;
}

function refusalOf(
  method: string,
  host: string | undefined,
  isOwnHost: (header: string | undefined) => boolean,
): Refusal | undefined {
  if (!isOwnHost(host)) return { status: 403, text: 'The Host header does not name this server.' };
  if (!['GET', 'HEAD', 'POST'].includes(method))
    return { status: 405, text: 'Accepted: GET, HEAD and POST.' };
  return undefined;
}
