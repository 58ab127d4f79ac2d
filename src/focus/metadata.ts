import { sha256Of } from '../base/sha256.ts';
import type { FocusColumn } from './columns.ts';
import { datasetsOf, type FocusDataset } from './datasets.ts';
import { decimalScale } from './piece.ts';
import type { FocusVersion } from './versions.ts';

/** A file of metadata, by its path in the export. */
export type MetadataFiles = Record<string, unknown>;

/** Day on which the schemas of this file were made: of the schema, not of an export. */
const createdAt = '2026-12-01T00:00:00Z';

/** Version of the rules that make rows, for changes without another column. */
const generatorVersion = '2';

/**
 * Returns the metadata of an export: who made the data, its datasets, and the schema of each file.
 * They are equal for every export of a version and a provider.
 *
 * @param format Ending of the files of rows.
 * Source: FOCUS_Spec, tags v1.2 and v1.4, "Metadata".
 */
export function metadataFiles(
  version: FocusVersion,
  provider: string,
  format: string,
): MetadataFiles {
  const datasets = datasetsOf(version);
  const described = datasets.map((dataset) => {
    const schema = schemaOf(version, provider, dataset);
    const path = `metadata/schemas/schema-${schema.SchemaId}.json`;
    return { schema, path, file: `${dataset.file}.${format}` };
  });
  return {
    'metadata/data_generator.json': { DataGenerator: provider },
    ...(version === '1.2'
      ? {}
      : {
          'metadata/dataset_instances.json': datasets.map((dataset) =>
            instanceOf(provider, dataset),
          ),
        }),
    ...Object.fromEntries(described.map(({ path, schema }) => [path, schema])),
    'metadata/files.json': described.map(({ file, schema, path }) => ({
      File: file,
      SchemaId: schema.SchemaId,
      Schema: path,
    })),
  };
}

function schemaOf(version: FocusVersion, provider: string, dataset: FocusDataset) {
  const { DatasetInstanceId } = instanceOf(provider, dataset);
  const definition = {
    FocusVersion: version,
    CreationDate: createdAt,
    DataGeneratorVersion: `imbill-focus-${version}-${generatorVersion}`,
    ...(version === '1.2' ? {} : { DatasetInstanceId }),
    ColumnDefinition: dataset.columns.map(definitionOf),
  };
  return { SchemaId: guidOf(JSON.stringify(definition)), ...definition };
}

function instanceOf(provider: string, { id, instanceName }: FocusDataset) {
  return {
    DatasetInstanceId: guidOf(`${id}\n${provider}`),
    DatasetInstanceName: instanceName,
    FocusDatasetId: id,
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
        ColumnName: name,
        DataType: 'JSON',
        ...encoding,
        ...(name === 'Tags' ? { ProviderTagPrefixes: ['imbill'] } : {}),
      };
    default:
      return { ColumnName: name, DataType: 'STRING', ...encoding };
  }
}

const encoding = { StringMaxLength: 65535, StringEncoding: 'UTF-8' };

/** Derives a GUID from a text (RFC 9562, version 8). */
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
