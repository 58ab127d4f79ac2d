import type { Table, Tables } from './tables.ts';

/**
 * Renders the functions that bash and zsh share. Each prints a line a word. Months and documents are looked up in
 * `out/` of the workspace.
 */
export function posixFunctions({ commands, options, values, argument }: Tables): string {
  return [
    tableFunction('_imbill_commands', commands),
    tableFunction('_imbill_options', options),
    tableFunction('_imbill_value', values),
    tableFunction('_imbill_argument', argument),
    lookUp,
  ].join('\n');
}

function tableFunction(name: string, table: Table): string {
  const lines = table
    .filter(([, words]) => words.length > 0)
    .map(
      ([key, words]) => `    ${quoted(key)}) printf '%s\\n' ${words.map(quoted).join(' ')} ;;\n`,
    );
  return `${name}() {\n  case $1 in\n${lines.join('')}  esac\n}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const lookUp = `_imbill_look_up() {
  case $1 in
    @month) command ls -1 -- "$2/out" 2>/dev/null | command grep -E '^[0-9]{4}-[0-9]{2}$' ;;
    @document)
      command find "$2/out" -maxdepth 2 -name '*.json' 2>/dev/null |
        command sed -n 's|.*/\\([A-Z]*-[0-9]*-[0-9]*\\)[.]json$|\\1|p' | command sort ;;
    @*) ;;
    *) printf '%s\\n' "$1" ;;
  esac
}
`;
