/** Versions of the FOCUS specification that can be written. */
export const focusVersions = ['1.2', '1.4'] as const;
export type FocusVersion = (typeof focusVersions)[number];
