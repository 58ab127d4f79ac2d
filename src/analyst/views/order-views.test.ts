import { describe, expect, it } from 'vitest';
import { orderModels } from './order-views.ts';

const model = (name: string, ...reads: string[]) => ({ name, reads });
const namesOf = (models: readonly { name: string }[]) => models.map(({ name }) => name).join(' ');

function orderOf(...models: ReturnType<typeof model>[]) {
  const { ordered, cycles } = orderModels(models);
  return { ordered: namesOf(ordered), cycles: cycles.map(namesOf) };
}

describe('orderModels', () => {
  it('puts each after all that it reads, and leaves the rest as given', () => {
    expect(
      orderOf(model('a', 'C', 'daily_usage'), model('b'), model('c', 'd', 'b', 'b'), model('d')),
    ).toEqual({ ordered: 'd b c a', cycles: [] });
  });

  it('finds circles, also of one, and keeps those that read them', () => {
    expect(
      orderOf(model('a', 'b'), model('b', 'c'), model('c', 'b'), model('d', 'D'), model('e')),
    ).toEqual({ ordered: 'a e', cycles: ['b c b', 'd d'] });
  });

  it('finds circles that share a model', () => {
    expect(orderOf(model('a', 'b', 'c'), model('b', 'a'), model('c', 'a'))).toEqual({
      ordered: '',
      cycles: ['a b a', 'a c a'],
    });
  });

  it('is quick where many read many', () => {
    const names = Array.from({ length: 400 }, (_, index) => `m${index}`);
    const models = names.map((name, index) => model(name, ...names.slice(index + 1)));
    expect(orderModels(models).ordered).toHaveLength(400);
  });
});
