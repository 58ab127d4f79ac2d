import type { AppServices, BilingualText, PlanDays } from '../src/invoice/document.ts';
import { isLabelled, shortDate } from './charts/day-labels.ts';
import type { FigureStyle, ServiceRun } from './figure-style.ts';
import { name } from './text/bilingual.ts';
import { type Html, type HtmlValue, html } from './text/html.ts';

/**
 * Shows one app's month as bars, one for its plan and one a pack, with a text for each run of days.
 *
 * @returns `false` for an app that had neither all month.
 */
export function servicesFigure(services: AppServices, style: FigureStyle): Html | false {
  const { plan, plans, packs, valid_until, renew_until } = services;
  const { say } = style;
  const titles = new Map(plans.map(({ sku, title }) => [sku, title]));
  if (packs.length === 0 && plan.every(({ state }) => state === 'none')) return false;
  return html`<figure class="services">
<figcaption><h4>${say('套餐状态', 'Plan and packs')}</h4>${
    valid_until !== undefined &&
    html`<p>${say('套餐有效期至', 'Plan paid until')} <b class="number">${valid_until}</b>${
      renew_until !== undefined &&
      html` · ${say('最晚续费日', 'renew by')} <span class="number">${renew_until}</span>`
    }</p>`
  }</figcaption>
${serviceRow(say('基础套餐', 'Plan'), plan, titles, style)}
${packs.map(({ title, days }) => serviceRow(say(title.zh, title.en), days, titles, style))}
${dayScale(plan)}
</figure>`;
}

const stateLabels: Record<ServiceRun['state'], BilingualText> = {
  none: { zh: '未购买', en: 'none' },
  active: { zh: '有效', en: 'active' },
  grace: { zh: '宽限期', en: 'to be renewed' },
  suspended: { zh: '已停用', en: 'suspended' },
  released: { zh: '已释放', en: 'released' },
  idle: { zh: '无套餐，不生效', en: 'idle, without a plan' },
};

function serviceRow(
  title: HtmlValue,
  runs: readonly ServiceRun[],
  titles: ReadonlyMap<string, BilingualText>,
  style: FigureStyle,
): Html {
  const parts = runs.map(({ from, until, state }) => ({
    state,
    days: daysBetween(from, until),
    tooltip: `${from} – ${until} ${style.plain(stateLabels[state])}`,
  }));
  return html`<div class="service"><div class="service-title">${title}</div>
<div>${style.strip(parts)}
<ul>${runs.map((run) => html`<li>${describeRun(run, titles, style)}</li>`)}</ul></div></div>
`;
}

function describeRun(
  run: ServiceRun,
  titles: ReadonlyMap<string, BilingualText>,
  { say }: FigureStyle,
): Html {
  const { from, until, state, order_id } = run;
  const sku = 'sku' in run ? run.sku : undefined;
  const title = sku === undefined ? undefined : titles.get(sku);
  const days = from === until ? shortDay(from) : `${shortDay(from)} – ${shortDay(until)}`;
  // The order of a plan or pack that is over decides nothing.
  const isOver = state === 'suspended' || state === 'released';
  return html`<span class="state ${state}"></span><span class="number">${days}</span> ${say(stateLabels[state].zh, stateLabels[state].en)}${
    sku !== undefined &&
    html` · ${title === undefined ? html`<code>${sku}</code>` : say(title.zh, title.en)}`
  }${order_id !== undefined && !isOver && html` <span class="id">${name(order_id)}</span>`}`;
}

/** Writes some days under the bars, as charts do. */
function dayScale(plan: readonly PlanDays[]): Html {
  const until = plan.at(-1)?.until ?? '';
  const last = Number(until.slice(8));
  const days = Array.from(
    { length: last },
    (_, index) => `${until.slice(0, 8)}${String(index + 1).padStart(2, '0')}`,
  );
  const text = (day: string) => (isLabelled(day, day === until) ? shortDate(day) : '');
  return html`<div class="service service-scale" aria-hidden="true"><div class="service-title"></div><div class="service-bar">${days.map((day) => html`<b>${text(day)}</b>`)}</div></div>`;
}

function shortDay(day: string): string {
  return day.slice(5);
}

/** Counts the days of one month, both ends included. */
function daysBetween(from: string, until: string): number {
  return Number(until.slice(8)) - Number(from.slice(8)) + 1;
}
