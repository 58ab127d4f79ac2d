import type { Output } from './output.ts';

/**
 * Turns an output into one whose texts for people name commands as imbill was called, such as
 * `npx imbill load`. Documents, JSON and logs in JSON stay as they are.
 *
 * @param call How imbill was called, such as `npx imbill`.
 * @param commands Returns the names of the commands below `imbill`.
 */
export function asCalled(output: Output, call: string, commands: () => readonly string[]): Output {
  if (call === 'imbill') return output;
  let mention: RegExp | undefined;
  const named = (text: string) => {
    mention ??= mentionOf(commands());
    return text.replaceAll(mention, call);
  };
  return Object.assign(Object.create(output) as Output, {
    say: (text: string) => output.say(named(text)),
    ...(output.fail && {
      fail: (message: string, exitCode: number) => output.fail?.(named(message), exitCode),
    }),
    named,
  });
}

/** Matches `imbill` where a command or an option follows. */
function mentionOf(commands: readonly string[]): RegExp {
  return new RegExp(
    String.raw`(?<![\w./-]|npx )imbill(?= (?:${commands.join('|')}|--[a-z]+|\[options\])(?![\w-]))`,
    'g',
  );
}

/**
 * Returns how the user calls imbill, by what npm tells the programs that it starts: `npx imbill`, also for
 * `npm exec imbill`; elsewhere `imbill`.
 */
export function callOf(environment: NodeJS.ProcessEnv): string {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script } = environment;
  const isNpx = event === 'npx' && /^['"]?imbill\b/.test(script ?? '');
  return isNpx ? 'npx imbill' : 'imbill';
}
