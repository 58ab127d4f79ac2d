import { styleSheet } from './styles.ts';
import { type Html, html, rawHtml } from './text/html.ts';
import { renderPageFrame } from './text/page-frame.ts';

const policy = html`default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
const policyWithImages = html`default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;

/**
 * Renders a document that fetches nothing and runs no script. A policy in it says so to the browser.
 *
 * @param hasImages True if the body contains pictures, as data in it.
 */
export function renderPage(title: string, body: Html, hasImages = false): string {
  const head = html`<style>${rawHtml(styleSheet)}</style>
`;
  return renderPageFrame({
    language: 'zh-Hans',
    policy: hasImages ? policyWithImages : policy,
    colorScheme: 'light only',
    title,
    head,
    body,
  });
}
