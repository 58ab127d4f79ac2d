import { register } from 'node:module';
import type { Complaint } from './clauses.ts';

// The package's ES modules import each other without endings, which only bundlers resolve.
register(
  `data:text/javascript,${encodeURIComponent(`
    export async function resolve(specifier, context, next) {
      const inside = specifier.startsWith('.') && context.parentURL?.includes('/dt-sql-parser/');
      if (!inside || specifier.endsWith('.js')) return next(specifier, context);
      return next(specifier + '.js', context).catch(() => next(specifier + '/index.js', context));
    }
  `)}`,
);
const { SparkSQL } = await import('dt-sql-parser/dist/parser/spark/index.js');

/** Finds what Spark's own grammar does not accept in a query. A parameter counts as any value. */
export function sparkSyntaxErrors(sql: string): Complaint[] {
  return new SparkSQL()
    .validate(sql.replaceAll(/\$\w+/g, 'null'))
    .map(({ startLine, message }) => ({ line: startLine, message: `Spark: ${message}` }));
}
