import type { CompletedCommand } from './command-tree.ts';
import { posixFunctions } from './posix-functions.ts';
import { tablesOf } from './tables.ts';

/** Renders a completion script for bash, from 3.2 on. */
export function bashCompletion(root: CompletedCommand): string {
  const tables = tablesOf(root, (name) => name);
  return `# Completion of imbill for bash: source <(imbill completion bash)\n\n${posixFunctions(tables)}\n${main}`;
}

const main = `_imbill() {
  local current=\${COMP_WORDS[COMP_CWORD]} place='' workspace=. flag='' word words i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # Bash cuts --format=csv at the sign.
    if [[ $word == = ]]; then continue; fi
    if [[ -n $flag ]]; then
      if [[ $flag == --workspace ]]; then workspace=$word; fi
      flag=''
    elif [[ $word == -* ]]; then
      if [[ -n $(_imbill_value "$place $word") ]]; then flag=$word; fi
    elif _imbill_commands "$place" | command grep -qxF -- "$word"; then
      place="\${place:+$place }$word"
    fi
  done
  if [[ $current == = ]]; then current=''; fi
  COMPREPLY=()
  if [[ -n $flag ]]; then
    words=$(_imbill_value "$place $flag")
  elif [[ $current == -* ]]; then
    words=$(_imbill_options "$place")
  else
    words=$(_imbill_commands "$place"; _imbill_argument "$place")
  fi
  for word in $words; do
    case $word in
      @file) _imbill_paths -f ;;
      @folder) _imbill_paths -d ;;
      *) COMPREPLY+=($(compgen -W "$(_imbill_look_up "$word" "$workspace")" -- "$current")) ;;
    esac
  done
}

_imbill_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$current")
}

complete -F _imbill imbill
`;
