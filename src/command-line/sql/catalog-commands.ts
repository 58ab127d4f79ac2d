import type { Relation } from '../../analyst/help/catalog.ts';
import { visibleText } from '../../analyst/results/visible-text.ts';
import { layOut } from '../../terminal/layout.ts';
import { type Room, renderTable } from '../../terminal/table.ts';
import type { CommandEffects, PromptCommand } from './prompt-state.ts';

/** Commands that show what there is to ask. */
export const catalogCommands: Record<string, PromptCommand> = {
  '.tables': {
    usage: '.tables',
    help: 'list the relations, and what a row of each is',
    run: showTables,
  },
  '.schema': {
    usage: '.schema [RELATION]',
    help: 'list the columns, with types, units and meaning',
    run: showSchema,
    words: ({ relations }) => relations.map(({ name }) => name),
  },
  '.examples': {
    usage: '.examples [N]',
    help: 'list example queries; N runs one',
    run: showExamples,
  },
};

async function showTables(_argument: string, effects: CommandEffects): Promise<void> {
  const { relations } = await effects.catalog();
  const rows = relations.map(({ name, comment }) => [name, comment]);
  const columns = [{ title: 'relation' }, { title: 'a row is', fit: 'cut' as const }];
  // .schema shows the whole text.
  effects.print(renderTable({ columns, rows }, effects.room));
}

async function showSchema(
  argument: string,
  { catalog, print, room }: CommandEffects,
): Promise<void> {
  const { relations } = await catalog();
  const chosen = relations.filter(({ name }) => argument === '' || name === argument.toLowerCase());
  if (chosen.length === 0) {
    print(
      `There is no relation ${visibleText(argument)}.\nAccepted: ${relations.map(({ name }) => name).join(' ')}\n`,
    );
  }
  for (const relation of chosen) print(schemaOf(relation, room));
}

function schemaOf({ name, comment, columns }: Relation, room: Room): string {
  const rows = columns.map((column) => [column.name, column.type, column.comment]);
  const title = comment === '' ? name : `${name}: ${comment}`;
  const table = textRows(['column', 'type', 'unit and meaning'], rows, room);
  return `${layOut([{ text: title, hang: 0, tone: 'strong' }, ''], room)}${table}\n`;
}

async function showExamples(argument: string, effects: CommandEffects): Promise<void> {
  const examples = await effects.examples();
  if (argument === '') {
    const rows = examples.map(({ name, question }, index) => [String(index + 1), name, question]);
    return effects.print(textRows(['n', 'example', 'question'], rows, effects.room));
  }
  const example = examples[Number(argument) - 1] ?? examples.find(({ name }) => name === argument);
  if (!example) {
    return effects.print(
      `There is no example ${visibleText(argument)}.\nAccepted: a number or a name from .examples.\n`,
    );
  }
  effects.print(`${example.sql.trimEnd()}\n\n`);
  await effects.run(example.sql);
}

/** Renders rows of text; the last column wraps. */
export function textRows(titles: readonly string[], rows: string[][], room: Room): string {
  const last = titles.length - 1;
  const columns = titles.map((title, index) => ({
    title,
    ...(index === last && { fit: 'wrap' as const }),
  }));
  return renderTable({ columns, rows }, room);
}
