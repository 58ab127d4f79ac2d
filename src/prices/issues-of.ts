/** A problem at a path of the value that is checked. */
export type Issue = (path: (string | number)[], message: string) => void;

interface Context {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void;
}

/** Returns the function with which a check reports problems to zod. */
export function issueReporter(context: Context): Issue {
  return (path, message) => context.addIssue({ code: 'custom', path, message });
}
