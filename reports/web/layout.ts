import { type Html, html } from '../text/html.ts';
import { renderPageFrame } from '../text/page-frame.ts';
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
  const { say, language, isServed, asset } = page;
  const head = html`<meta name="referrer" content="no-referrer">
${
  isServed &&
  html`<link rel="icon" href="${asset('icon.svg')}">
`
}${[...styleSheets, ...styles].map(
  (name) => html`<link rel="stylesheet" href="${asset(name)}">
`,
)}${['keys.js', ...scripts].map(
  (
    name,
  ) => html`<script src="${asset(name)}" ${name.endsWith('.mjs') ? html`type="module"` : 'defer'}></script>
`,
)}`;
  return renderPageFrame({
    language: languageTag(language),
    policy: isServed ? undefined : folderPolicy,
    colorScheme: 'light dark',
    title: `${title} · imbill`,
    head,
    body: html`<a class="skip" href="#main">${say('跳到正文', 'Skip to content')}</a>
<header class="bar">
<a class="brand" href="${page.link({ page: 'home' })}">imbill</a>
<nav aria-label="${say('主导航', 'Main')}"><ul>${navigation(page)}</ul></nav>
${otherLanguage(page)}
</header>
<main id="main" tabindex="-1">
${body}
</main>`,
  });
}

/** Style sheets of all pages. A later one overrides an earlier one. */
const styleSheets = ['pages.css', 'tables.css', 'charts.css', 'print.css'];

/** Policy of a page that is a file. Files have no origin, so `'self'` alone would block its style sheet. */
const folderPolicy = html`default-src 'none'; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'`;

function navigation({ say, address, link, isServed, hasQueries }: PageContext): Html[] {
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
    ...(hasQueries
      ? [
          {
            to: { page: 'queries' } as const,
            title: say('报表', 'Reports'),
            pages: ['queries', 'query'],
          },
        ]
      : []),
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
