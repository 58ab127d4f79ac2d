import { describe, expect, it } from 'vitest';
import { columnsOf } from './columns.ts';
import { metadataFiles } from './metadata.ts';

interface Schema {
  SchemaId: string;
  FocusVersion: string;
  CreationDate: string;
  DatasetInstanceId?: string;
  ColumnDefinition: Record<string, unknown>[];
}

function schemaIn(files: Record<string, unknown>): Schema {
  const [path] = Object.keys(files).filter((name) => name.startsWith('metadata/schemas/'));
  return files[path!] as Schema;
}

describe('metadataFiles', () => {
  it('says who made the data, and which schema a file has', () => {
    const files = metadataFiles('1.2', '云 IM', 'csv');
    const schema = schemaIn(files);
    expect(files).toEqual({
      'metadata/data_generator.json': { DataGenerator: '云 IM' },
      'metadata/files.json': [
        {
          File: 'cost-and-usage.csv',
          SchemaId: schema.SchemaId,
          Schema: `metadata/schemas/schema-${schema.SchemaId}.json`,
        },
      ],
      [`metadata/schemas/schema-${schema.SchemaId}.json`]: schema,
    });
  });

  it('defines each column of the version', () => {
    for (const version of ['1.2', '1.4'] as const) {
      const { ColumnDefinition, FocusVersion, CreationDate } = schemaIn(
        metadataFiles(version, 'IM', 'csv'),
      );
      expect(FocusVersion).toBe(version);
      expect(CreationDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(ColumnDefinition.map(({ ColumnName }) => ColumnName)).toEqual(
        columnsOf(version).map(({ name }) => name),
      );
      expect(ColumnDefinition).toContainEqual({
        ColumnName: 'BilledCost',
        DataType: 'DECIMAL',
        NumericPrecision: 38,
        NumberScale: 18,
      });
      expect(ColumnDefinition.find(({ ColumnName }) => ColumnName === 'Tags')).toMatchObject({
        DataType: 'JSON',
        ProviderTagPrefixes: ['imbill'],
      });
    }
  });

  it('names the datasets from 1.3 on, the same for each export of a provider', () => {
    const files = metadataFiles('1.4', 'IM', 'csv');
    const instances = files['metadata/dataset_instances.json'] as Record<string, string>[];
    const [instance] = instances;
    expect(instance).toEqual({
      DatasetInstanceId: schemaIn(files).DatasetInstanceId,
      DatasetInstanceName: 'Cost and Usage by invoice line and bandwidth day',
      FocusDatasetId: 'CostAndUsage',
    });
    const schemas = files['metadata/files.json'] as { File: string; Schema: string }[];
    expect(
      schemas.map(({ File, Schema }, index) => [
        File,
        instances[index]!['FocusDatasetId'],
        (files[Schema] as Schema).DatasetInstanceId === instances[index]!['DatasetInstanceId'],
      ]),
    ).toEqual([
      ['cost-and-usage.csv', 'CostAndUsage', true],
      ['invoice-detail.csv', 'InvoiceDetail', true],
      ['billing-period.csv', 'BillingPeriod', true],
    ]);
    expect(metadataFiles('1.4', 'IM', 'csv')).toEqual(files);
    const other = metadataFiles('1.4', 'Other', 'csv');
    expect(schemaIn(other).DatasetInstanceId).not.toBe(instance!['DatasetInstanceId']);
  });

  it('has GUIDs that differ with the version', () => {
    const ids = (['1.2', '1.4'] as const).map(
      (version) => schemaIn(metadataFiles(version, 'IM', 'csv')).SchemaId,
    );
    expect(new Set(ids).size).toBe(2);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
