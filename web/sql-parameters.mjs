// Which $name a query asks values for.

/** What hides a $: comments, texts, quoted names, texts between $tag$ and $tag$. */
const hidden =
  /--[^\n]*|\/\*[\s\S]*?(\*\/|$)|'(?:''|[^'])*'?|"(?:""|[^"])*"?|(\$\w*\$)[\s\S]*?(\2|$)/g;

/** Names in the order of their first use, each once. */
export function parameterNames(sql) {
  const visible = sql.replace(hidden, ' ');
  const names = [...visible.matchAll(/(?<![\w$])\$([A-Za-z_]\w*|\d+)/g)].map(([, name]) => name);
  return [...new Set(names)];
}
