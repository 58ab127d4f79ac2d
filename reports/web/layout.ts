import { type Html, html } from '../text/html.ts';
import type { Address } from './address.ts';
import { languageTag } from './language.ts';
import type { PageContext } from './page-context.ts';

/** The parts of a page. */
export interface Frame {
  title: string;
  body: Html;
  /** Scripts of `static/` that the page needs; those that end in `.mjs` are modules. */
  scripts?: readonly string[];
  /** Style sheets of `static/` beside the one of all pages. */
  styles?: readonly string[];
}

/** Renders a page: head, navigation, body. It holds no script, style or event handler. */
export function renderLayout(
  { title, body, scripts = [], styles = [] }: Frame,
  page: PageContext,
): string {
  const { say, language } = page;
  const text = html`<!doctype html>
<html lang="${languageTag(language)}">
<head>
<meta charset="utf-8">
${
  !page.isServed &&
  html`<meta http-equiv="Content-Security-Policy" content="${folderPolicy}">
`
}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · imbill</title>
${
  page.isServed &&
  html`<link rel="icon" href="${page.asset('icon.svg')}">
`
}${[...styleSheets, ...styles].map(
  (name) => html`<link rel="stylesheet" href="${page.asset(name)}">
`,
)}${['keys.js', ...scripts].map(
  (
    name,
  ) => html`<script src="${page.asset(name)}" ${name.endsWith('.mjs') ? html`type="module"` : 'defer'}></script>
`,
)}</head>
<body>
<a class="skip" href="#main">${say('跳到正文', 'Skip to content')}</a>
<header class="bar">
<a class="brand" href="${page.link({ page: 'home' })}">imbill</a>
<nav aria-label="${say('主导航', 'Main')}"><ul>${navigation(page)}</ul></nav>
${otherLanguage(page)}
</header>
<main id="main" tabindex="-1">
${body}
</main>
</body>
</html>
`;
  return text.toString();
}

/** Style sheets of all pages. A later one overrides an earlier one. */
const styleSheets = ['pages.css', 'tables.css', 'charts.css', 'print.css'];

/** Policy of a page that is a file. Files have no origin, so `'self'` alone would block its style sheet. */
const folderPolicy =
  "default-src 'none'; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'";

function navigation({ say, address, link, isServed }: PageContext): Html[] {
  const entries: { to: Address; title: string; pages: readonly string[] }[] = [
    {
      to: { page: 'home' },
      title: say('月度', 'Month'),
      pages: ['home', 'month', 'customer', 'app'],
    },
    {
      to: { page: 'history' },
      title: say('历史', 'History'),
      pages: ['history', 'customer-history'],
    },
    ...(isServed ? [{ to: { page: 'sql' } as const, title: 'SQL', pages: ['sql'] }] : []),
  ];
  return entries.map(({ to, title, pages }) => {
    const isHere = address !== undefined && pages.includes(address.page);
    return html`<li><a href="${link(to)}"${isHere && html` aria-current="${to.page === address.page ? 'page' : 'true'}"`}>${title}</a></li>`;
  });
}

/** Links to the page in the other language, or to its home page if there is no address. */
function otherLanguage({ language, link, address = { page: 'home' } }: PageContext): Html {
  const other = language === 'zh' ? 'en' : 'zh';
  const tag = languageTag(other);
  return html`<a class="language" href="${link(address, other)}" lang="${tag}" hreflang="${tag}">${other === 'zh' ? '中文' : 'English'}</a>`;
}
