import { canonicalJson } from '../../base/json.ts';
import { chargeKey } from '../../billing/charge-differences.ts';
import { amountDue } from '../../invoice/amount-due.ts';
import type { InvoiceLine } from '../../invoice/document.ts';
import { sumMoney } from '../../money/round-money.ts';
import { compareText } from '../../rating/compare-text.ts';
import { groupBy } from '../../rating/group-by.ts';
import { type ChangedDay, changedDays } from './changed-days.ts';
import type { ApprovedDraft } from './drafts-hash.ts';

/** A customer whose drafts are not those that were approved. */
export interface DraftChange {
  customer_id: string;
  customer_name: string;
  currency: string;
  /** `new`: there was no draft. `gone`: there is none now. */
  change: 'new' | 'gone' | 'changed';
  /** Two decimals; null without a draft. */
  total_before: string | null;
  total_now: string | null;
  charges: ChangedCharge[];
  /** Daily values that differ, also those that change no amount. */
  days: ChangedDay[];
  /** Other parts of the draft that differ, by key, such as `findings`. */
  parts: string[];
}

/** A charge whose usage, quantity, price or amount changed. Null where the charge is not there. */
export interface ChangedCharge {
  app_id: string;
  sku: string;
  kind: InvoiceLine['kind'];
  order_id?: string;
  usage_before: string | null;
  usage_now: string | null;
  unit_price_before: string | null;
  unit_price_now: string | null;
  amount_before: string | null;
  amount_now: string | null;
}

/** Compares the drafts of a month with earlier ones, charge by charge. Customers by id. */
export function draftChanges(
  before: readonly ApprovedDraft[],
  now: readonly ApprovedDraft[],
): DraftChange[] {
  const [old, current] = [before, now].map((drafts) =>
    groupBy(drafts, ({ customer_id }) => customer_id),
  );
  const customers = [...new Set([...old!.keys(), ...current!.keys()])].toSorted(compareText);
  return customers
    .map((customer) => [old!.get(customer) ?? [], current!.get(customer) ?? []] as const)
    .filter(([was, is]) => canonicalJson(was) !== canonicalJson(is))
    .map(([was, is]) => changeOf(was, is));
}

function changeOf(before: readonly ApprovedDraft[], now: readonly ApprovedDraft[]): DraftChange {
  const { customer_id, customer_name, currency } = (now[0] ?? before[0])!;
  const charges = changedCharges(linesOf(before), linesOf(now));
  const days = changedDays(before, now);
  const shown = [
    ...(charges.length > 0 ? ['prepaid', 'postpaid', 'total', 'tax', 'lines'] : []),
    ...(days.length > 0 ? ['usage'] : []),
  ];
  const change = before.length === 0 ? 'new' : now.length === 0 ? 'gone' : 'changed';
  return {
    customer_id,
    customer_name,
    currency,
    change,
    total_before: totalOf(before),
    total_now: totalOf(now),
    charges,
    days,
    parts: change === 'changed' ? changedParts(before, now, shown) : [],
  };
}

function totalOf(drafts: readonly ApprovedDraft[]): string | null {
  return drafts.length === 0 ? null : sumMoney(drafts.map(amountDue));
}

function linesOf(drafts: readonly ApprovedDraft[]): InvoiceLine[] {
  return drafts.flatMap(({ lines }) => lines);
}

function changedCharges(before: InvoiceLine[], now: InvoiceLine[]): ChangedCharge[] {
  const [old, current] = [groupBy(before, chargeKey), groupBy(now, chargeKey)];
  return [...new Set([...current.keys(), ...old.keys()])]
    .map((key) => [old.get(key) ?? [], current.get(key) ?? []] as const)
    .filter(([was, is]) => figuresOf(was) !== figuresOf(is))
    .map(([was, is]) => changedCharge(was, is));
}

/** Returns the figures of a charge's lines, to compare: everything but texts. */
function figuresOf(lines: readonly InvoiceLine[]): string {
  return canonicalJson(
    lines.map(
      ({ title: _title, explanation: _why, source: _source, causes: _causes, ...figures }) =>
        figures,
    ),
  );
}

function changedCharge(before: readonly InvoiceLine[], now: readonly InvoiceLine[]): ChangedCharge {
  const { app_id, sku, kind, order_id } = (now[0] ?? before[0])!;
  return {
    app_id,
    sku,
    kind,
    ...(order_id !== undefined && { order_id }),
    usage_before: textOf(before, 'usage'),
    usage_now: textOf(now, 'usage'),
    unit_price_before: textOf(before, 'unit_price'),
    unit_price_now: textOf(now, 'unit_price'),
    amount_before: amountOf(before),
    amount_now: amountOf(now),
  };
}

/** Returns the value of the charge's lines; several different ones one after the other. */
function textOf(lines: readonly InvoiceLine[], key: 'usage' | 'unit_price'): string | null {
  const values = new Set(lines.map((line) => line[key]).filter((value) => value !== undefined));
  return values.size === 0 ? null : [...values].join(', ');
}

function amountOf(lines: readonly InvoiceLine[]): string | null {
  return lines.length === 0 ? null : sumMoney(lines.map(({ amount }) => amount));
}

/** Returns the keys whose values differ, without those that are shown already. */
function changedParts(
  before: readonly ApprovedDraft[],
  now: readonly ApprovedDraft[],
  shown: readonly string[],
): string[] {
  const keys = new Set([...before, ...now].flatMap((draft) => Object.keys(draft)));
  return [...keys]
    .filter((key) => !shown.includes(key) && textAt(before, key) !== textAt(now, key))
    .toSorted(compareText);
}

function textAt(drafts: readonly ApprovedDraft[], key: string): string {
  return canonicalJson(drafts.map((draft) => (draft as Record<string, unknown>)[key] ?? null));
}
