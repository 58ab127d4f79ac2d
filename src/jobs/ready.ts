import type { Month } from '../calendar/month.ts';
import type { MissingDelivery } from '../invoice/missing-delivery.ts';
import type { LoadResult, ModelReport } from './load.ts';

/** A rule of imbill.yaml, and what it expects of a month by now. */
export interface ExpectedDeliveries {
  source: string;
  /** Globs or table of its entry in imbill.yaml. */
  entry: string;
  every: 'hour' | 'day';
  per: 'app' | 'file' | 'source';
  /** Hours or days that are expected by now. */
  periods: number;
}

/** Deliveries of a month, compared with what must have come by now. */
export interface FoundDeliveries {
  /** False if the month lies in the future. */
  hasBegun: boolean;
  isOver: boolean;
  /** One entry a rule. */
  expected: ExpectedDeliveries[];
  /** Manifests beside the logs, and the files of the month that they list. */
  manifests: { manifests: number; files: number };
  /** Deliveries that did not come, or are not as their manifests say. */
  missing: MissingDelivery[];
  /** Deliveries that came, after their time. */
  late: MissingDelivery[];
}

/** Result of `imbill ready`. */
export interface ReadyResult extends FoundDeliveries, ModelReport {
  month: Month;
  load: LoadResult;
}
