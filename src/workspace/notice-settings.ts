import { z } from 'zod';
import { compareDecimals, isDecimalText } from '../money/decimal.ts';

/** Events for which a command can be run. */
export const hookEvents = ['issued', 'alert', 'failed', 'anomaly'] as const;

export type HookEvent = (typeof hookEvents)[number];

/** Commands of `on` in imbill.yaml, by event. */
export type Hooks = Partial<Record<HookEvent, string | undefined>>;

/** A rule of `alerts` in imbill.yaml. */
export type AlertRule = ChargeRule | AmountRule;

interface RuleHead {
  /** Name, or a text made of its keys; no two rules have the same. */
  rule: string;
  /** Customer; absent = each. */
  customer?: string;
}

/** A rule about the usage of a charge. */
export interface ChargeRule extends RuleHead {
  kind: 'next_block' | 'allowance';
  /** SKU of the charge. */
  charge: string;
  /** App; absent = each. */
  app?: string;
  /** Percents as plain decimals, ascending. */
  thresholds: string[];
}

/** A rule about what a customer owes for the month so far. */
export interface AmountRule extends RuleHead {
  kind: 'amount';
  /** Amounts as plain decimals, ascending. */
  thresholds: string[];
  /** Currency that the customer must have; absent = any. */
  currency?: string;
}

const text = z.string().refine((value) => value.trim() !== '', { error: 'accepted: text' });

const percent = z
  .union([z.string(), z.number()])
  .refine((value) => percentOf(value) !== undefined, {
    error: 'accepted: a percentage above 0 such as 80% or 99.5%',
  });
const blockPercent = percent.refine(
  (value) => compareDecimals(percentOf(value) ?? '0', '100') <= 0,
  { error: 'accepted: at most 100%, which is where the block begins' },
);
const amount = z.union([z.number(), z.string()]).refine((value) => isAmount(String(value)), {
  error: 'accepted: an amount above 0 with at most two decimals, such as 10000 or "9999.50"',
});

function oneOrMore<T extends z.ZodType>(value: T) {
  return z.union([value, z.array(value).min(1)]);
}

const rule = z
  .strictObject({
    name: text.optional(),
    charge: text.optional(),
    next_block: oneOrMore(blockPercent).optional(),
    allowance: oneOrMore(percent).optional(),
    amount: oneOrMore(amount).optional(),
    customer: text.optional(),
    app: text.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'accepted: a code of ISO 4217 such as CNY' })
      .optional(),
  })
  .superRefine((entry, context) => {
    const refuse = (path: string[], input: unknown, message: string) =>
      context.addIssue({ code: 'custom', path, input, message });
    const kinds = kindsOf(entry);
    if (kinds.length !== 1)
      return refuse(
        [],
        kinds.length === 0 ? 'a rule without a threshold' : kinds.join(' and '),
        'accepted: one of next_block, allowance, amount',
      );
    const [kind] = kinds;
    if (kind === 'amount') {
      for (const key of ['charge', 'app'] as const)
        if (entry[key] !== undefined)
          refuse([key], entry[key], 'accepted: only with next_block or allowance');
    } else {
      if (entry.charge === undefined)
        refuse([kind!], entry[kind!], 'accepted: only with charge, such as charge: dau');
      if (entry.currency !== undefined)
        refuse(['currency'], entry.currency, 'accepted: only with amount');
    }
  });
type RuleEntry = z.infer<typeof rule>;

/** Schema of `alerts` in imbill.yaml. */
export const alertsSchema = z.array(rule).superRefine((entries, context) => {
  const names = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (kindsOf(entry).length !== 1) continue;
    const name = nameOf(entry);
    if (names.has(name))
      context.addIssue({
        code: 'custom',
        path: [index],
        input: entry,
        message: `accepted: rules of different names; another one is called "${name}" too, so give this one a name`,
      });
    names.add(name);
  }
});

/** Schema of `on` in imbill.yaml. */
export const hooksSchema = z.strictObject({
  issued: text.optional(),
  alert: text.optional(),
  failed: text.optional(),
  anomaly: text.optional(),
});

/** Converts checked rules. */
export function alertRulesOf(entries: z.infer<typeof alertsSchema>): AlertRule[] {
  return entries.map((entry) => {
    const head = {
      rule: nameOf(entry),
      ...(entry.customer !== undefined && { customer: entry.customer }),
    };
    const [kind] = kindsOf(entry);
    if (kind === 'amount' || kind === undefined)
      return {
        ...head,
        kind: 'amount',
        thresholds: ascending(listOf(entry.amount).map((value) => String(value))),
        ...(entry.currency !== undefined && { currency: entry.currency }),
      };
    return {
      ...head,
      kind,
      charge: entry.charge!,
      thresholds: ascending(listOf(entry[kind]).map((value) => percentOf(value)!)),
      ...(entry.app !== undefined && { app: entry.app }),
    };
  });
}

function kindsOf(entry: RuleEntry): AlertRule['kind'][] {
  return (['next_block', 'allowance', 'amount'] as const).filter(
    (kind) => entry[kind] !== undefined,
  );
}

/** Makes a name such as `dau next_block` or `amount, customer acme` for a rule without one. */
function nameOf(entry: RuleEntry): string {
  if (entry.name !== undefined) return entry.name.trim();
  const [kind = ''] = kindsOf(entry);
  const what = [entry.charge, kind].filter((word) => word !== undefined).join(' ');
  const limits = (['customer', 'app', 'currency'] as const)
    .filter((key) => entry[key] !== undefined)
    .map((key) => `${key} ${entry[key]}`);
  return [what, ...limits].join(', ');
}

/** Reads the number of a percentage such as `80%`; undefined if it is none, or 0. */
function percentOf(value: string | number): string | undefined {
  const [, number] = /^(\d{1,6}(?:\.\d{1,4})?)\s?%$/.exec(String(value)) ?? [];
  return number === undefined || /^[0.]+$/.test(number) ? undefined : number;
}

function isAmount(value: string): boolean {
  return /^\d{1,15}(\.\d{1,2})?$/.test(value) && isDecimalText(value) && !/^[0.]+$/.test(value);
}

function ascending(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted(compareDecimals);
}

function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
