/** A metric of a workspace for monitoring, with all its samples. */
export interface MetricFamily {
  /** Such as `imbill_source_files`. */
  name: string;
  help: string;
  samples: MetricSample[];
}

/** A value under its labels. */
export interface MetricSample {
  labels: Readonly<Record<string, string>>;
  /** Exact number as text. */
  value: string;
}
