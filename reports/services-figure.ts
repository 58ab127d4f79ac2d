import type { AppServices, BilingualText, PackDays, PlanDays } from '../src/invoice/document.ts';
import { bothLanguages, label, name } from './bilingual.ts';
import { type Html, html } from './html.ts';

/**
 * One app's month as bars, one for its plan and one a pack, with the same in words for each run of
 * days. Nothing for an app that had neither all month.
 */
export function servicesFigure(services: AppServices): Html | false {
  const { plan, plans, packs, valid_until, renew_until } = services;
  const titles = new Map(plans.map(({ sku, title }) => [sku, title]));
  if (packs.length === 0 && plan.every(({ state }) => state === 'none')) return false;
  return html`<figure class="services">
<figcaption><h4>${label('套餐状态', 'Plan and packs')}</h4>${
    valid_until !== undefined &&
    html`<p>${label('套餐有效期至', 'Plan paid until')} <b class="number">${valid_until}</b>${
      renew_until !== undefined &&
      html` · ${label('最晚续费日', 'renew by')} <span class="number">${renew_until}</span>`
    }</p>`
  }</figcaption>
${strip(label('基础套餐', 'Plan'), plan, titles)}
${packs.map(({ title, days }) => strip(bothLanguages(title), days, titles))}
${scale(plan)}
</figure>`;
}

type State = PlanDays['state'] | PackDays['state'];
type Run = PlanDays | PackDays;

/** States of a plan or pack in words. */
export const stateLabels: Record<State, BilingualText> = {
  none: { zh: '未购买', en: 'none' },
  active: { zh: '有效', en: 'active' },
  grace: { zh: '宽限期', en: 'to be renewed' },
  suspended: { zh: '已停用', en: 'suspended' },
  released: { zh: '已释放', en: 'released' },
  idle: { zh: '无套餐，不生效', en: 'idle, without a plan' },
};

/** Tells whether the order of a plan or pack decides nothing any longer. */
export function isOver(state: State): boolean {
  return state === 'suspended' || state === 'released';
}

/** A bar whose parts are as long as their days, and under it each part in words. */
function strip(
  title: Html,
  runs: readonly Run[],
  titles: ReadonlyMap<string, BilingualText>,
): Html {
  return html`<div class="service"><div class="service-title">${title}</div>
<div><div class="service-bar">${runs.map((run) => bar(run))}</div>
<ul>${runs.map((run) => html`<li>${inWords(run, titles)}</li>`)}</ul></div></div>
`;
}

function bar({ from, until, state }: Run): Html {
  const { zh, en } = stateLabels[state];
  const days = daysBetween(from, until);
  return html`<i class="${state}" style="flex-grow: ${days}" title="${from} – ${until} ${zh} ${en}"></i>`;
}

function inWords(run: Run, titles: ReadonlyMap<string, BilingualText>): Html {
  const { from, until, state, order_id } = run;
  const sku = 'sku' in run ? run.sku : undefined;
  const days = from === until ? shortDay(from) : `${shortDay(from)} – ${shortDay(until)}`;
  return html`<span class="state ${state}"></span><span class="number">${days}</span> ${label(stateLabels[state].zh, stateLabels[state].en)}${
    sku !== undefined && html` · ${titleOf(sku, titles)}`
  }${order_id !== undefined && !isOver(state) && html` <span class="id">${name(order_id)}</span>`}`;
}

/** Days 1, 5, 10, … of the month under the bars. */
function scale(plan: readonly PlanDays[]): Html {
  const last = Number(plan.at(-1)?.until.slice(8) ?? '0');
  const days = Array.from({ length: last }, (_, index) => index + 1);
  const shown = (day: number) => (day === 1 || day % 5 === 0 ? String(day) : '');
  return html`<div class="service service-scale" aria-hidden="true"><div class="service-title"></div><div class="service-bar">${days.map((day) => html`<b>${shown(day)}</b>`)}</div></div>`;
}

function titleOf(sku: string, titles: ReadonlyMap<string, BilingualText>): Html {
  const title = titles.get(sku);
  return title === undefined ? html`<code>${sku}</code>` : bothLanguages(title);
}

function shortDay(day: string): string {
  return day.slice(5);
}

/** Both days included; of one month. */
function daysBetween(from: string, until: string): number {
  return Number(until.slice(8)) - Number(from.slice(8)) + 1;
}
