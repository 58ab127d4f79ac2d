/**
 * Returns SQL that counts the values of each leaf of a nested column in one row. An empty or missing list
 * counts as one.
 *
 * @param type Type as DuckDB describes it, such as `STRUCT(a INTEGER, b VARCHAR[])[]`.
 * @returns One expression a leaf, in the order of the file's columns.
 */
export function slotsOf(expression: string, type: string, depth = 0): string[] {
  const list = /^(.*)\[\d*\]$/s.exec(type)?.[1];
  if (list !== undefined) {
    const element = `e${depth}`;
    return slotsOf(element, list, depth + 1).map(
      (slots) =>
        `coalesce(list_sum(list_transform(${expression}, lambda ${element}: ${slots})), 1)`,
    );
  }
  const fields = /^(STRUCT|MAP)\((.*)\)$/s.exec(type);
  if (fields === null) return ['1'];
  const parts = splitFields(fields[2] ?? '');
  if (fields[1] === 'MAP') {
    const [keys = '', values = ''] = parts;
    return [
      ...slotsOf(`map_keys(${expression})`, `${keys}[]`, depth),
      ...slotsOf(`map_values(${expression})`, `${values}[]`, depth),
    ];
  }
  return parts.flatMap((part, index) =>
    slotsOf(`struct_extract_at(${expression}, ${index + 1})`, typeOfField(part), depth),
  );
}

/** Splits at the commas that are in no brackets and no quotes. */
function splitFields(text: string): string[] {
  const parts: string[] = [];
  let [start, depth, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character !== ',' || depth > 0) continue;
    parts.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return [...parts, text.slice(start).trim()];
}

/** Returns the type of a field `name TYPE` or `"a name" TYPE`. */
function typeOfField(field: string): string {
  return field.replace(/^("([^"]|"")*"|\S+)\s+/, '');
}
