import type { CompletedCommand } from './command-tree.ts';
import { posixFunctions } from './posix-functions.ts';
import { tablesOf } from './tables.ts';

/** Renders a completion script for zsh, to source or to put into a folder of `fpath`. */
export function zshCompletion(root: CompletedCommand): string {
  const tables = tablesOf(root, (name, description) => `${name}:${description}`);
  return `#compdef imbill\n# Completion of imbill for zsh: source <(imbill completion zsh)\n\n${posixFunctions(tables)}\n${main}`;
}

const main = `_imbill() {
  local current=\${words[CURRENT]} place='' workspace=. flag='' word i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=\${(Q)words[i]}
    if [[ -n $flag ]]; then
      if [[ $flag == --workspace ]]; then workspace=$word; fi
      flag=''
    elif [[ $word == --workspace=* ]]; then
      workspace=\${word#*=}
    elif [[ $word == -* ]]; then
      if [[ -n $(_imbill_value "$place $word") ]]; then flag=$word; fi
    else
      found=(\${(f)"$(_imbill_commands "$place")"})
      if (( \${found[(I)\${(b)word}:*]} )); then place="\${place:+$place }$word"; fi
    fi
  done
  if [[ -z $flag && $current == --*=* ]]; then
    flag=\${current%%=*}
    compset -P '*='
  fi
  if [[ -n $flag ]]; then
    _imbill_add $(_imbill_value "$place $flag")
  elif [[ $current == -* ]]; then
    found=(\${(f)"$(_imbill_options "$place")"})
    _describe -o option found
  else
    found=(\${(f)"$(_imbill_commands "$place")"})
    if (( $#found )); then _describe command found; fi
    _imbill_add $(_imbill_argument "$place")
  fi
}

_imbill_add() {
  local word
  local -a found values
  for word in "$@"; do
    case $word in
      @file) _files ;;
      @folder) _files -/ ;;
      *) found=(\${(f)"$(_imbill_look_up $word $workspace)"}) && values+=($found) ;;
    esac
  done
  if (( $#values )); then _describe value values; fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _imbill "$@"
else
  compdef _imbill imbill
fi
`;
