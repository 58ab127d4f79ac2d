import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../base/package-root.ts';

const suffix = '.schema.json';
let validators: Map<string, () => ValidateFunction> | undefined;

/**
 * Refuses a JSON document of a command that its schema in docs/json does not describe.
 *
 * @param args Arguments of the command.
 * @param stdout What it printed; text that is no JSON is left to the test.
 * @throws {Error} With the schema, and the place of each difference.
 */
export function assertJsonSchema(args: readonly string[], stdout: string): void {
  const document = parsed(stdout);
  if (document === undefined) return;
  const name = isFailure(document) ? 'error' : schemaNameOf(args);
  const validate = name === undefined ? undefined : schemas().get(name)?.();
  if (validate === undefined || validate(document)) return;
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(
    `imbill ${args.join(' ')} printed JSON that docs/json/${name}${suffix} does not describe:\n${problems.join('\n')}\nDescribe new keys there; renamed or missing ones break the scripts of users.`,
  );
}

/** Returns the schema of a command: `invoice list` has `invoice-list`. */
function schemaNameOf(args: readonly string[]): string | undefined {
  const names = args.flatMap((word, index) => [`${word}-${args[index + 1]}`, word]);
  return names.find((name) => schemas().has(name));
}

function schemas(): Map<string, () => ValidateFunction> {
  if (validators !== undefined) return validators;
  const folder = join(packageRoot(), 'docs', 'json');
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  validators = new Map();
  for (const file of readdirSync(folder)) {
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
    validators.set(file.slice(0, -suffix.length), () => ajv.getSchema(file)!);
  }
  return validators;
}

function parsed(stdout: string): unknown {
  if (!/^[[{]/.test(stdout)) return undefined;
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function isFailure(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'error' in document;
}
