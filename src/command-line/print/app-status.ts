import { visibleCharacters } from '../../base/visible-characters.ts';
import type { OwnedAppStatus } from '../../jobs/status.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { AppStatus, OrderStatus } from '../../rating/app-status.ts';
import type { Part } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';

/** Describes the plans, packs and orders of an app, and its state on one day. */
export function describeAppStatus(status: OwnedAppStatus): Part[] {
  const { app_id, app_name, customer_id, customer_name, price_list } = status;
  const app = app_name === '' ? app_id : `${app_id} ${app_name}`;
  const tables = [
    ...(status.plan.length > 0 ? [planTable(status)] : []),
    ...(status.packs.length > 0 ? [packTable(status)] : []),
    ...(status.orders.length > 0 ? [orderTable(status)] : []),
    ...(status.allowed.length > 0 ? [allowedTable(status)] : []),
  ];
  return [
    visibleCharacters(`App ${app}, of ${customer_id} (${customer_name}), price list ${price_list}`),
    describeDay(status),
    ...describeArrears(status),
    ...tables.flatMap((table) => ['', table]),
  ];
}

function describeDay({ on, state, sku, order_id, valid_until, renew_until }: AppStatus): string {
  if (state === 'none') return `On ${on}: none, no plan was bought by then`;
  const paid =
    valid_until === undefined
      ? 'valid for ever'
      : `${valid_until < on ? 'was paid' : 'paid'} until ${valid_until}`;
  const renew = renew_until === undefined ? '' : `, to be renewed by ${renew_until}`;
  return visibleCharacters(`On ${on}: ${state}, ${sku} (order ${order_id}), ${paid}${renew}`);
}

/** Describes what is overdue, and the provider's rule. */
function describeArrears({ arrears = [] }: OwnedAppStatus): string[] {
  if (arrears.length === 0) return [];
  return [
    ...arrears.map(
      ({ overdue_since, currency, overdue, numbers }) =>
        `In arrears since ${overdue_since}: ${groupDigits(overdue)} ${currency} open of ${numbers}`,
    ),
    'The price page: top up within 7 days after the bill, so that the service goes on.',
  ];
}

function planTable({ plan }: AppStatus): Table {
  return {
    columns: ['from', 'until', 'state', 'plan', 'order'].map((title) => ({ title })),
    rows: plan.map((run) => [
      run.from,
      untilText(run),
      run.state,
      run.sku ?? '',
      isOver(run) ? '' : (run.order_id ?? ''),
    ]),
  };
}

function packTable({ packs }: AppStatus): Table {
  return {
    columns: ['pack', 'from', 'until', 'state', 'order'].map((title) => ({ title })),
    rows: packs.flatMap(({ sku, days }) =>
      days.map((run) => [
        sku,
        run.from,
        untilText(run),
        run.state,
        isOver(run) ? '' : (run.order_id ?? ''),
      ]),
    ),
  };
}

function untilText(run: { until: string | null; state: string }): string {
  return run.until ?? (isOver(run) ? '' : 'for ever');
}

function isOver({ state }: { state: string }): boolean {
  return state === 'suspended' || state === 'released';
}

function orderTable({ orders, currency }: AppStatus): Table {
  return {
    columns: [
      ...['day', 'order', 'kind', 'sku'].map((title) => ({ title })),
      { title: 'months', isNumber: true },
      { title: `amount ${currency}`, isNumber: true },
      { title: 'valid', fit: 'wrap' },
    ],
    rows: orders.map((order) => [
      order.day,
      order.order_id,
      order.kind,
      order.sku,
      order.months ?? '',
      order.amount === undefined ? '' : groupDigits(order.amount),
      validText(order),
    ]),
  };
}

function validText({ valid_from, valid_until }: OrderStatus): string {
  if (valid_from === undefined) return '';
  return valid_until === undefined ? `${valid_from} for ever` : `${valid_from} to ${valid_until}`;
}

function allowedTable({ allowed, on }: AppStatus): Table {
  return {
    columns: [
      { title: `allowed on ${on}`, fit: 'wrap' },
      { title: 'most', isNumber: true },
      { title: 'by', fit: 'wrap' },
    ],
    rows: allowed.map(({ of: what, most, by }) => [
      what.replaceAll('_', ' '),
      most === 'unlimited' ? most : groupDigits(most),
      by,
    ]),
  };
}
