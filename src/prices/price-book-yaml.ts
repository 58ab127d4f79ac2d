import { chargeModelOf } from './check-charge.ts';
import { isMapping } from './merge-patch.ts';
import type { PrepaidItem, PriceBook, UsageCharge } from './price-book.ts';
import type { PriceBookYaml } from './price-book-schema.ts';

/** Writes a whole book as its YAML would; read again, it is the same book. */
export function yamlOfBook(book: PriceBook): PriceBookYaml {
  const { sha256: _, list_book: _list, items, charges, ...head } = book;
  const ofKind = (kind: PrepaidItem['kind']) =>
    items.filter((item) => item.kind === kind).map(itemYaml);
  const sections = {
    plans: ofKind('plan'),
    packs: ofKind('pack'),
    charges: charges.map(chargeYaml),
  };
  const given = Object.entries(sections).filter(([, entries]) => entries.length > 0);
  return { ...head, ...Object.fromEntries(given) } as PriceBookYaml;
}

/**
 * Writes a book so that changes can be merged into it. Defaults are left out, and `by_plan` has
 * only each plan's differences. A change of the charge then reaches all plans.
 */
export function patchableYaml(book: PriceBook): PriceBookYaml {
  const { charges, ...rest } = yamlOfBook(book);
  return charges === undefined ? rest : { ...rest, charges: book.charges.map(patchableCharge) };
}

function itemYaml({ kind: _, contract: _contract, allows, ...item }: PrepaidItem): object {
  if (allows === undefined) return item;
  const limits = Object.entries(allows).map(([name, most]) => [name, most ?? 'unlimited']);
  return { ...item, allows: Object.fromEntries(limits) };
}

function chargeYaml({ unit: _, contract: _contract, ...charge }: UsageCharge): object {
  return charge;
}

type ChargeYaml = NonNullable<PriceBookYaml['charges']>[number];

function patchableCharge(charge: UsageCharge): ChargeYaml {
  const { model, blocks, by_plan, ...rest } = chargeYaml(charge) as UsageCharge;
  const plans = Object.entries(by_plan ?? {}).map(([plan, patch]) => [
    plan,
    differingKeys(patch, charge),
  ]);
  return {
    ...rest,
    ...(model !== chargeModelOf({ block: charge.block }) && { model }),
    ...(blocks === 'full' && { blocks }),
    ...(by_plan !== undefined && { by_plan: Object.fromEntries(plans) }),
  } as ChargeYaml;
}

/**
 * Returns the keys of a plan's patch; of mappings only the entries that differ from the
 * charge's.
 */
function differingKeys(patch: object, charge: UsageCharge): object {
  const entries = Object.entries(patch).map(([key, value]) => {
    const own: unknown = charge[key as keyof UsageCharge];
    if (!isMapping(value) || !isMapping(own)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).filter(([k, v]) => own[k] !== v))];
  });
  return Object.fromEntries(entries);
}
