import { Document, isMap, isScalar, visit } from 'yaml';
import { type GuessedSource, guessedPreset } from '../../src/intake/guess/guess-source.ts';

/** Returns the settings of a guessed source as YAML for imbill.yaml. */
export function settingsText({ kind, entry, preset }: GuessedSource): string {
  const document = new Document({
    sources: { [kind]: entry },
    ...(preset !== undefined && { presets: { [guessedPreset]: preset } }),
  });
  visit(document, {
    Scalar(_, node) {
      const { value } = node;
      const isPlain =
        typeof value === 'string' && /^[\p{L}][\p{L}\p{N}_./-]*( [\p{L}\p{N}:/-]+)*$/u.test(value);
      if (typeof value === 'string' && !isPlain) node.type = 'QUOTE_DOUBLE';
    },
    Map(_, node, path) {
      const isSmall = node.items.every(({ value }) => isScalar(value)) && node.items.length <= 3;
      if (isSmall && path.length > 5 && isMap(node)) node.flow = true;
    },
    Seq(_, node) {
      node.flow = true;
    },
  });
  return document.toString({ lineWidth: 78, flowCollectionPadding: true });
}
