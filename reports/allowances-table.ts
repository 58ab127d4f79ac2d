import type { Allowance, BilingualText, ExceededAllowance } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { bothLanguages, label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Shows what an app's plan allows and what the app had, a row each; `false` without any. */
export function allowancesTable(allowances: readonly Allowance[], currency: string): Html | false {
  if (allowances.length === 0) return false;
  return html`<table class="plain allowances">
<thead><tr>
<th scope="col">${label('套餐额度', 'Allowance')}</th>
<th scope="col">${label('允许', 'Allowed')}</th>
<th scope="col">${label('实际', 'Observed')}</th>
</tr></thead>
<tbody>${allowances.map((allowance) => row(allowance, currency))}</tbody>
</table>`;
}

/** Titles of the limits, by their names in price books. */
export const allowanceTitles: Record<string, BilingualText> = {
  accounts: { zh: '帐号', en: 'Accounts' },
  dau: { zh: '日活跃用户数', en: 'Daily active users' },
  avchatrooms: { zh: '音视频聊天室', en: 'AV chat rooms' },
  groups: { zh: '群组', en: 'Groups' },
  group_members: { zh: '群成员人数上限', en: 'Members of a group' },
  large_groups: { zh: '万人大群', en: 'Groups of the largest size' },
  friends_per_user: { zh: '单人好友数', en: 'Friends of a user' },
  groups_per_user: { zh: '单人可创建与加入群组数', en: 'Groups of a user' },
};

function row(allowance: Allowance, currency: string): Html {
  const { of: what, allowed, exceeded } = allowance;
  const isWhole = allowed.length === 1;
  return html`<tr data-of="${what}"><th scope="row">${bothLanguages(allowanceTitles[what] ?? { zh: what, en: what })}</th>
<td>${allowed.map(
    ({ from, until, most, by }) =>
      html`<div>${!isWhole && html`<span class="number quiet">${from.slice(5)} – ${until.slice(5)}</span> `}${mostText(most)}${by !== '' && html` <code>${by}</code>`}</div>`,
  )}</td>
<td>${observedText(allowance)}${exceeded !== undefined && exceededText(exceeded, currency)}</td></tr>
`;
}

function mostText(most: string): Html {
  if (most === 'unlimited') return label('不限', 'unlimited');
  if (most === 'not_stated')
    return html`<span class="quiet">${label('未注明', 'not stated')}</span>`;
  return html`<span class="number">${formatDecimal(most)}</span>`;
}

function observedText({ observable, observed }: Allowance): Html {
  if (observable === 'no')
    return html`<span class="quiet">${label('日志中不可见', 'not observable')}</span>`;
  if (observed === undefined) return html`<span class="quiet">${label('无数据', 'no data')}</span>`;
  return html`${observable === 'at_least' && label('至少', 'at least')} <span class="number">${formatDecimal(observed.quantity)}</span>${observed.date !== undefined && html` <span class="number quiet">${observed.date.slice(5)}</span>`}`;
}

function exceededText({ from, remedy }: ExceededAllowance, currency: string): Html {
  const since = from !== undefined && html` <span class="number">${from.slice(5)}</span>`;
  const exceeded =
    from === undefined ? label('超出', 'exceeded') : label('超出，自', 'exceeded from');
  return html`<div class="alarm">${exceeded}${since}</div>
<div>${
    remedy.price === undefined
      ? label('价目中没有足够的套餐', 'no plan or pack allows so many')
      : html`${label('可购买', 'would allow it:')} <code>${name(remedy.skus.join(' + '))}</code> <span class="number">${formatDecimal(remedy.price)}</span> ${currency} ${label('每月', 'a month')}`
  }</div>`;
}
