import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import { metricCatalogue, unitOf } from './catalogue.ts';
import { readCatalogue } from './stored-catalogue.ts';

const models = readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8');

describe('the catalogue', () => {
  it('has all metrics of models.yml, of which it reads one section', () => {
    expect([...metricCatalogue().keys()]).toEqual(Object.keys(parse(models).metrics));
  });

  it('knows title, unit and delivery of a metric', () => {
    expect(metricCatalogue().get('mau')).toEqual({
      title: { en: 'Monthly users', zh: '每月登录用户' },
      unit: { unit: 'users', one: 'user', zh: '人', zhLabel: '用户' },
      isDelivered: false,
      period: 'month',
      rows: 'is_success',
    });
    expect(unitOf('api_rate').one).toBe('call/s');
    expect(unitOf('unknown')).toEqual({ unit: '', one: '', zh: '' });
  });

  it('refuses a metric without a unit', () => {
    const yaml = 'metrics:\n  wau:\n    title: { en: Weekly users, zh: 每周 }\n\nother: 1\n';
    expect(() => readCatalogue(yaml)).toThrow(
      'sql/models.yml: the metric wau lacks a text of its title (en, zh) or unit (one, many, zh).',
    );
  });
});
