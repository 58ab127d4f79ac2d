import type { AppServices, BilingualText, PackDays, PlanDays } from '../../src/invoice/document.ts';
import { name } from '../bilingual.ts';
import { type Html, html } from '../html.ts';
import { isOver, stateLabels } from '../services-figure.ts';
import type { PageContext } from './page-context.ts';

type Run = PlanDays | PackDays;

/** One app's plan and packs over the month, a strip each; nothing for an app that had neither. */
export function servicesStrips(services: AppServices, page: PageContext): Html | false {
  const { plan, plans, packs, valid_until, renew_until } = services;
  const { say } = page;
  if (packs.length === 0 && plan.every(({ state }) => state === 'none')) return false;
  const titles = new Map(plans.map(({ sku, title }) => [sku, title]));
  return html`<section class="services keep"><header><h4>${say('套餐与功能包', 'Plan and packs')}</h4>${
    valid_until !== undefined &&
    html`<p class="quiet">${say('套餐有效期至', 'Plan paid until')} <b class="number">${valid_until}</b>${renew_until !== undefined && html` · ${say('最晚续费日', 'renew by')} <span class="number">${renew_until}</span>`}</p>`
  }</header>
<dl>${strip(say('基础套餐', 'Plan'), plan, titles, page)}
${packs.map(({ title, days }) => strip(say(title.zh, title.en), days, titles, page))}</dl></section>`;
}

function strip(
  title: string,
  runs: readonly Run[],
  titles: ReadonlyMap<string, BilingualText>,
  page: PageContext,
): Html {
  const last = Number(runs.at(-1)?.until.slice(8) ?? '1');
  return html`<dt>${title}</dt><dd><svg class="strip" viewBox="0 0 ${last * 10} 10" preserveAspectRatio="none" aria-hidden="true">${runs.map((run) => part(run, page))}</svg>
<ul>${runs.map((run) => html`<li>${inWords(run, titles, page)}</li>`)}</ul></dd>
`;
}

function part({ from, until, state }: Run, { say }: PageContext): Html {
  const first = Number(from.slice(8)) - 1;
  const days = Number(until.slice(8)) - first;
  const { zh, en } = stateLabels[state];
  return html`<rect class="s-${state}" x="${first * 10}" width="${days * 10}" height="10"><title>${from} – ${until} ${say(zh, en)}</title></rect>`;
}

function inWords(run: Run, titles: ReadonlyMap<string, BilingualText>, { say }: PageContext): Html {
  const { from, until, state, order_id } = run;
  const sku = 'sku' in run ? run.sku : undefined;
  const title = sku === undefined ? undefined : titles.get(sku);
  const days = from === until ? from.slice(5) : `${from.slice(5)} – ${until.slice(5)}`;
  const { zh, en } = stateLabels[state];
  return html`<svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="s-${state}" width="10" height="10"/></svg><span class="number">${days}</span> ${say(zh, en)}${sku !== undefined && html` · ${title === undefined ? sku : say(title.zh, title.en)}`}${order_id !== undefined && !isOver(state) && html` <span class="id">${name(order_id)}</span>`}`;
}
