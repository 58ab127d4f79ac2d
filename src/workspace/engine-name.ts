/** Engines that count: DuckDB in this process, or the Spark cluster of imbill.yaml. */
export const engineNames = ['duckdb', 'spark'] as const;
export type EngineName = (typeof engineNames)[number];
