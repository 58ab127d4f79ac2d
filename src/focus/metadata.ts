import { sha256Of } from '../base/sha256.ts';
import { columnsOf, type FocusColumn } from './columns.ts';
import { decimalScale } from './piece.ts';
import type { FocusVersion } from './versions.ts';

/** A file of metadata, by its path in the export. */
export type MetadataFiles = Record<string, unknown>;

/** Day on which the schemas of this file were made: of the schema, not of an export. */
const createdAt = '2026-11-25T00:00:00Z';

/** Counts up when rows are made otherwise without another column. */
const generatorVersion = '1';

/**
 * The metadata of an export: who made the data, its schema, and which file has which schema. The same
 * for every export of a version and a provider.
 *
 * Source: FOCUS_Spec, tags v1.2 and v1.4, "Metadata".
 */
export function metadataFiles(
  version: FocusVersion,
  provider: string,
  dataFile: string,
): MetadataFiles {
  const schema = schemaOf(version, provider);
  const schemaFile = `metadata/schemas/schema-${schema.SchemaId}.json`;
  return {
    'metadata/data_generator.json': { DataGenerator: provider },
    ...(version === '1.2' ? {} : { 'metadata/dataset_instances.json': [instanceOf(provider)] }),
    [schemaFile]: schema,
    'metadata/files.json': [{ File: dataFile, SchemaId: schema.SchemaId, Schema: schemaFile }],
  };
}

function schemaOf(version: FocusVersion, provider: string) {
  const definition = {
    FocusVersion: version,
    CreationDate: createdAt,
    DataGeneratorVersion: `imbill-focus-${version}-${generatorVersion}`,
    ...(version === '1.2' ? {} : { DatasetInstanceId: instanceOf(provider).DatasetInstanceId }),
    ColumnDefinition: columnsOf(version).map(definitionOf),
  };
  return { SchemaId: guidOf(JSON.stringify(definition)), ...definition };
}

function instanceOf(provider: string) {
  return {
    DatasetInstanceId: guidOf(`CostAndUsage\n${provider}`),
    DatasetInstanceName: 'Cost and Usage by invoice line and bandwidth day',
    FocusDatasetId: 'CostAndUsage',
  };
}

function definitionOf({ name, type }: FocusColumn) {
  switch (type) {
    case 'decimal':
      return {
        ColumnName: name,
        DataType: 'DECIMAL',
        NumericPrecision: 38,
        NumberScale: decimalScale,
      };
    case 'integer':
      return { ColumnName: name, DataType: 'INTEGER', NumericPrecision: 18 };
    case 'moment':
      return { ColumnName: name, DataType: 'DATETIME' };
    case 'json':
      return {
        ...{ ColumnName: name, DataType: 'JSON', ...encoding },
        ...(name === 'Tags' ? { ProviderTagPrefixes: ['imbill'] } : {}),
      };
    default:
      return { ColumnName: name, DataType: 'STRING', ...encoding };
  }
}

const encoding = { StringMaxLength: 65535, StringEncoding: 'UTF-8' };

/** A GUID that is the same for the same text (RFC 9562, version 8). */
function guidOf(text: string): string {
  const hex = sha256Of(text);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
