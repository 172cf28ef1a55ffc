import { type Alias, type Document, type Node, visit } from 'yaml';

/** An alias that stands for nothing that could be written out. */
export interface WrongAlias {
  /** Offsets of the alias in the text. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Aliases whose anchor is not before them, or is around them, so that what they stand for would never end. */
export function wrongAliases(document: Document.Parsed): readonly WrongAlias[] {
  const anchors = new Map<string, Node>();
  const wrong: WrongAlias[] = [];
  visit(document, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias: (_, alias, around) => {
      const { source } = alias;
      const target = anchors.get(source);
      if (target === undefined) wrong.push(at(alias, `No anchor \`&${source}\` stands before this alias.`));
      else if (around.includes(target))
        wrong.push(at(alias, `\`*${source}\` stands inside \`&${source}\`, so that it would hold itself.`));
    },
  });
  return wrong;
}

function at({ range }: Alias, message: string): WrongAlias {
  const [start, end] = range ?? [0, 0];
  return { start, end, message };
}
