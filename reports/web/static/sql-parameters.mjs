// Finds the $names of a query, and what the comments at its top say about them.

/** Texts in which a $ begins no name: comments, texts, quoted names, texts between $tag$ and $tag$. */
const hidden =
  /--[^\n]*|\/\*[\s\S]*?(\*\/|$)|'(?:''|[^'])*'?|"(?:""|[^"])*"?|(\$\w*\$)[\s\S]*?(\2|$)/g;

/** Returns the names in the order of their first use, each once. */
export function parameterNames(sql) {
  const visible = sql.replace(hidden, ' ');
  const names = [...visible.matchAll(/(?<![\w$])\$([A-Za-z_]\w*|\d+)/g)].map(([, name]) => name);
  return [...new Set(names)];
}

/**
 * Reads lines such as `-- $month = '2026-09': billing month`: name → its value and meaning. On a Chinese page a later
 * line `-- zh $month: 账期` has the meaning.
 */
export function describedParameters(sql, language = 'en') {
  const described = {};
  for (const line of sql.split(/\r?\n/)) {
    if (!/^\s*--/.test(line)) break;
    const [, name, value, meaning = ''] =
      /^\s*--\s*\$(\w+)\s*=\s*'((?:[^']|'')*)'(?::\s*(.*?))?\s*$/.exec(line) ?? [];
    if (name !== undefined) described[name] = { value: value.replaceAll("''", "'"), meaning };
    const [, translated, text] = /^\s*--\s*zh \$(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (language.startsWith('zh') && described[translated]) described[translated].meaning = text;
  }
  return described;
}
