import { type Html, html } from '../text/html.ts';
import { languageTag } from './language.ts';
import { renderLayout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { sqlWords } from './sql-words.ts';

/** The contents of the SQL page: relations, examples and limits. */
export interface SqlBox {
  relations: {
    name: string;
    comment: string;
    /** The comment in Chinese; absent for relations of the analysts' own. */
    commentZh?: string;
    columns: { name: string; type: string; comment: string }[];
  }[];
  examples: { name: string; question: string; questionZh?: string; sql: string }[];
  /** Most rows of an answer, and most characters of a value. */
  mostRows: number;
  longestValue: number;
  /** Addresses that take queries. */
  paths: { answer: string; csv: string };
}

/** Renders a box for queries, with relations and examples beside it. */
export function renderSqlPage(box: SqlBox, page: PageContext): string {
  const { say } = page;
  const title = say('SQL 查询', 'SQL');
  const body = html`<div class="heading"><div>
<p class="kicker">${say('已发布的数据', 'Published data')}</p>
<h1>${say('用 SQL 查询同一批数据', 'Query these numbers with SQL')}</h1>
</div></div>
<noscript><p class="notice">${say('查询需要启用脚本；也可以使用命令', 'Queries need scripts. Without them, use the command')} <code>imbill sql</code></p></noscript>
<div class="sql" data-answer="${box.paths.answer}" data-csv="${box.paths.csv}" data-words="${JSON.stringify(sqlWords(box, page))}" data-editor="${page.asset('sql-editor.mjs')}" data-language="${languageTag(page.language)}">
${desk(box, page)}
<aside class="sql-aside" aria-label="${say('可查询的内容', 'Relations and examples')}">
${examples(box, page)}
${relations(box, page)}
</aside>
</div>`;
  const scripts = ['sql.mjs'];
  return renderLayout({ title, body, scripts, styles: ['sql.css'] }, page);
}

function desk({ examples: [first] }: SqlBox, page: PageContext): Html {
  const { say } = page;
  return html`<section class="sql-desk" aria-label="${say('查询', 'Query')}">
<label class="sql-label" for="sql-query">${say('查询', 'Query')} <span class="quiet">${say('只读；不改动任何数据', 'read-only: nothing can be changed')}</span></label>
<textarea id="sql-query" rows="9" spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off" aria-describedby="sql-keys">
${first && queryIn(page, first.sql)}</textarea>
<div class="sql-parameters" data-parameters hidden></div>
<div class="sql-actions">
<button type="button" class="primary" data-run>${say('运行', 'Run')}</button>
<button type="button" data-cancel hidden>${say('取消', 'Cancel')}</button>
<button type="button" data-csv-button>${say('下载 CSV', 'Download CSV')}</button>
<button type="button" data-copy hidden>${say('复制链接', 'Copy link')}</button>
<output class="quiet" data-status aria-live="polite"></output>
</div>
<p class="quiet sql-keys" id="sql-keys">${say('Ctrl+Enter 运行，Esc 停止。地址栏中的链接包含此查询。', 'Ctrl+Enter runs, Esc stops. The address of this page holds the query once it has run.')}</p>
<pre class="sql-problem" role="alert" data-problem hidden></pre>
<div data-result hidden>
<section class="part" aria-labelledby="sql-result-title">
<h2 id="sql-result-title">${say('结果', 'Result')}</h2>
<p class="quiet" data-notes></p>
<div class="scroll sql-rows" data-rows tabindex="0" role="region" aria-label="${say('结果表', 'Result table')}"></div>
<p class="quiet sql-place" data-place aria-hidden="true"></p>
</section>
<section class="part" data-chart-part aria-labelledby="sql-chart-title">
<h2 id="sql-chart-title">${say('图表', 'Chart')}</h2>
<div class="sql-choices">
<div><label for="sql-x">${say('横轴', 'X axis')}</label> <select id="sql-x" data-x></select></div>
<div><label for="sql-y">${say('纵轴', 'Y axis')}</label> <select id="sql-y" data-y></select></div>
<div><label for="sql-kind">${say('类型', 'Type')}</label> <select id="sql-kind" data-kind><option value="bar">${say('柱状图', 'bars')}</option><option value="line">${say('折线图', 'line')}</option></select></div>
</div>
<figure class="sheet sql-chart" data-chart></figure>
</section>
</div>
</section>`;
}

function examples({ examples: list }: SqlBox, page: PageContext): Html | false {
  const { say } = page;
  if (list.length === 0) return false;
  return html`<section aria-labelledby="sql-examples-title">
<h2 id="sql-examples-title">${say('示例', 'Examples')}</h2>
<ul class="sql-examples">${list.map(
    ({ name, question, questionZh, sql }) =>
      html`<li><button type="button" data-example="${queryIn(page, sql)}"><span${langOf(page, questionZh)}>${chosen(page, questionZh, question || name)}</span></button></li>
`,
  )}</ul>
</section>`;
}

/** Lists the relations. The comments of their columns are in English only. */
function relations({ relations: list }: SqlBox, page: PageContext): Html {
  const { say } = page;
  return html`<section aria-labelledby="sql-relations-title">
<h2 id="sql-relations-title">${say('表与视图', 'Relations')}</h2>
<ul class="sql-relations">${list.map(
    ({
      name,
      comment,
      commentZh,
      columns,
    }) => html`<li data-relation="${name}"><details><summary><code>${name}</code></summary>
${comment !== '' && html`<p class="quiet"${langOf(page, commentZh)}>${chosen(page, commentZh, comment)}</p>`}
<button type="button" class="small" data-insert="${name}">${say('插入名称', 'Insert the name')}<span class="hidden"> ${name}</span></button>
<dl>${columns.map(
      (column) =>
        html`<div><dt><code>${column.name}</code> <span class="type">${column.type}</span></dt>${column.comment !== '' && html`<dd lang="en">${column.comment}</dd>`}</div>
`,
    )}</dl>
</details></li>
`,
  )}</ul>
</section>`;
}

/** Leaves the Chinese comments out of a query on an English page. */
function queryIn({ language }: PageContext, sql: string): string {
  return language === 'zh' ? sql : sql.replaceAll(/^-- zh(?: \$\w+)?: .*\n/gm, '');
}

/** Chooses a text in the page's language; English if there is no Chinese. */
function chosen({ say }: PageContext, zh: string | undefined, en: string): string {
  return say(zh ?? en, en);
}

/** Returns the language of such a text, if it is not the page's. */
function langOf({ language }: PageContext, zh: string | undefined): Html | false {
  return language === 'zh' && zh === undefined && html` lang="en"`;
}
