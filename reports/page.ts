import { runningFoot, styleSheet } from './styles.ts';
import { type Words, wordsIn } from './text/bilingual.ts';
import { type Html, html, rawHtml } from './text/html.ts';
import { renderPageFrame } from './text/page-frame.ts';

const policy = html`default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
const policyWithImages = html`default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;

/**
 * Renders a document that fetches nothing and runs no script. A policy in it says so to the browser.
 *
 * @param options `words` of the page, both languages without them. `hasImages` is true if the body
 *   contains pictures, as data in it. `foot` is written at the foot of each printed page.
 */
export function renderPage(
  title: string,
  body: Html,
  {
    words = wordsIn(),
    hasImages = false,
    foot,
  }: { words?: Words; hasImages?: boolean; foot?: string } = {},
): string {
  const head = html`<style>${rawHtml(styleSheet)}${foot !== undefined && rawHtml(runningFoot(foot))}</style>
`;
  return renderPageFrame({
    language: words.lang,
    policy: hasImages ? policyWithImages : policy,
    colorScheme: 'light only',
    title,
    head,
    body,
  });
}
