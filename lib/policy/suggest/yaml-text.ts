// Objects as YAML that every reader takes the same way. kubectl reads YAML 1.1, where `yes` is true and 1_000 a number, and
// where more characters end a line.
import { Document, visit } from 'yaml';

/** Without anchors: a reader should not have to look elsewhere for what is said. */
export function yamlOf(object: unknown): string {
  const document = new Document(object, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && isOdd.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replace(unseen, escaped);
}

/** What is no plain text on one line. */
const isOdd = /[^\x20-\x7e]/;

/** They stand between quotes only, for which the scalars above are written so. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(character: string): string {
  if (character === '\n') return character;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
