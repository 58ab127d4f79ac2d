export type { Anomaly } from '../invoice/anomaly.ts';
