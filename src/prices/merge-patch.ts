/** A mapping of which only the shape is known. */
type Mapping = Record<string, unknown>;

/**
 * Applies a merge patch: given values replace, mappings merge key by key, null removes a key.
 * Neither argument is changed.
 * Source: RFC 7396, "JSON Merge Patch", section 2.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) return patch;
  const result: Mapping = isMapping(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** Tells whether a value is a mapping of YAML or JSON. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
