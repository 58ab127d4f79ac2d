import { allCommands, type CompletedCommand, type CompletedOption } from './command-tree.ts';
import { nameOf, type Table, tablesOf, wordsOf } from './tables.ts';

/** Renders a completion script for fish. */
export function fishCompletion(root: CompletedCommand): string {
  const { commands, values } = tablesOf(root, (name) => name);
  return [
    '# Completion of imbill for fish: imbill completion fish | source\n\n',
    tableFunction('__imbill_commands', commands),
    tableFunction('__imbill_value', values),
    functions,
    ...allCommands(root).flatMap((command) => [
      ...command.commands.map((one) => commandLine(command.place, one)),
      ...argumentLine(command),
      ...command.options.map((option) => optionLine(command.place, option)),
    ]),
  ].join('');
}

function tableFunction(name: string, table: Table): string {
  const lines = table
    .filter(([, words]) => words.length > 0)
    .map(
      ([key, words]) =>
        `        case ${quoted(key)}\n            printf '%s\\n' ${words.map(quoted).join(' ')}\n`,
    );
  return `function ${name}\n    switch $argv[1]\n${lines.join('')}    end\nend\n\n`;
}

function commandLine(place: string, command: CompletedCommand): string {
  return `${at(place)} -x -a ${quoted(nameOf(command))} -d ${quoted(command.description)}\n`;
}

function argumentLine({ place, argument }: CompletedCommand): string[] {
  return argument === undefined ? [] : [`${at(place)} ${valueText(wordsOf(argument))}\n`];
}

function optionLine(place: string, { flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => flag.replace(/^--(.*)/, '-l $1').replace(/^-(\w)$/, '-s $1'));
  const values = value === undefined ? '' : ` ${valueText(wordsOf(value))}`;
  return `${at(place)} ${names.join(' ')} -d ${quoted(description)}${values}\n`;
}

function at(place: string): string {
  return `complete -c imbill -n ${quoted(`__imbill_at ${quoted(place)}`)}`;
}

function valueText(words: readonly string[]): string {
  const [first] = words;
  if (first === '@file') return '-r -F';
  if (first === '@folder') return "-x -a '(__fish_complete_directories)'";
  if (first === '@any') return '-x';
  if (first?.startsWith('@')) return `-x -a ${quoted(`(__imbill_look_up ${first})`)}`;
  return `-x -a ${quoted(words.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const functions = `# Prints the command that is typed, and the workspace.
function __imbill_typed
    set -l words (commandline -opc)
    set -l place ''
    set -l flag ''
    set -l workspace .
    for word in $words[2..-1]
        if test -n "$flag"
            if test "$flag" = --workspace
                set workspace $word
            end
            set flag ''
        else if string match -q -- '--workspace=*' $word
            set workspace (string replace -- --workspace= '' $word)
        else if string match -q -- '-*' $word
            set -l value (__imbill_value "$place $word")
            if set -q value[1]
                set flag $word
            end
        else if contains -- $word (__imbill_commands "$place")
            set place (string trim -- "$place $word")
        end
    end
    printf '%s\\n' "$place" "$workspace"
end

function __imbill_at
    set -l typed (__imbill_typed)
    test "$typed[1]" = "$argv[1]"
end

function __imbill_look_up
    set -l typed (__imbill_typed)
    switch $argv[1]
        case @month
            command ls -1 -- "$typed[2]/out" 2>/dev/null | command grep -E '^[0-9]{4}-[0-9]{2}$'
        case @document
            command find "$typed[2]/out" -maxdepth 2 -name '*.json' 2>/dev/null | command sed -n 's|.*/\\([A-Z]*-[0-9]*-[0-9]*\\)[.]json$|\\1|p' | command sort
    end
end

complete -c imbill -f
`;
