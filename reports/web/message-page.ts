import { html } from '../text/html.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** Renders the first steps if nothing is published or no month is known. */
export function renderEmptyPage(page: PageContext): string {
  const { say } = page;
  const title = say('还没有月份', 'No month yet');
  const body = html`<section class="message"><h1>${title}</h1>
<p>${say('此工作区还没有已发布的用量或账单。本页会在以下命令完成后显示内容：', 'Neither usage nor invoices are published in this workspace yet. This page shows them after')}</p>
<pre><code>imbill load
imbill preview --month 2026-09
imbill run --month 2026-09</code></pre>
<p>${say('完成后请重新加载本页。', 'Then reload this page.')}</p></section>`;
  return renderLayout({ title, body }, page);
}

/** Renders the answer to an unknown address. */
export function renderNotFoundPage(page: PageContext): string {
  const { say, link } = page;
  const title = say('没有这个页面', 'There is no such page');
  const body = html`<section class="message"><h1>${title}</h1>
<p>${say('此地址没有对应的月份、客户或单据；也可能已不在当前发布的数据中。', 'No published month, customer or document has this address.')}</p>
<p><a href="${link({ page: 'home' })}">${say('最近的月份', 'The latest month')}</a> · <a href="${link({ page: 'history' })}">${say('历史', 'History')}</a></p></section>`;
  return renderLayout({ title, body }, page);
}

/** Renders the answer to a failure. Its reason is in the terminal of the server, never on the page. */
export function renderFailedPage(page: PageContext): string {
  const { say } = page;
  const title = say('无法显示此页面', 'This page cannot be shown');
  const body = html`<section class="message"><h1>${title}</h1>
<p>${say('原因已写在运行 imbill serve 的终端里。', 'The reason is written in the terminal where imbill serve runs.')}</p>
<p>${say('若工作区由旧版 imbill 发布，请重新发布：', 'If an older imbill published the workspace, publish it again with')} <code>imbill load</code></p></section>`;
  return renderLayout({ title, body }, page);
}

/** Renders the answer while too many queries run. */
export function renderBusyPage(page: PageContext): string {
  const { say } = page;
  const title = say('查询太多', 'Too many queries');
  const body = html`<section class="message"><h1>${title}</h1>
<p>${say('正在运行的查询太多。请稍后重新加载本页。', 'Too many queries are running. Wait a moment, and reload this page.')}</p></section>`;
  return renderLayout({ title, body }, page);
}

/** Renders links to both languages, for a folder of files: no browser can be asked there. */
export function renderLanguagesPage(page: PageContext): string {
  const entries = [
    { language: 'en', tag: 'en', text: 'Month overview in English' },
    { language: 'zh', tag: 'zh-Hans', text: '中文月度总览' },
  ] as const;
  const body = html`<section class="message"><h1>imbill</h1>
<ul class="ways">${entries.map(({ language, tag, text }) => html`<li><a href="${page.link({ page: 'home' }, language)}" lang="${tag}" hreflang="${tag}">${text}</a></li>`)}</ul>
<p class="quiet" lang="en">These pages are files. SQL queries need a server: <code>imbill serve</code></p>
<p class="quiet" lang="zh-Hans">此处页面均为文件。SQL 查询需要服务：<code>imbill serve</code></p></section>`;
  return renderLayout({ title: '账单 Invoices', body }, page);
}
