import type { IToken, ParserMethod } from 'chevrotain';
import { endOf, RecoveringParser, startOf } from './recovering-parser.ts';
import type { SourceText } from './source-text.ts';
import type { LabelSyntax, SyntaxRange } from './syntax.ts';
import * as token from './tokens.ts';

export const noLabels: readonly LabelSyntax[] = [];

/** What all parts of the grammar are made of: names, labels, references and ranges of the text. */
export abstract class SyntaxParser extends RecoveringParser {
  /** Labels that were read and belong to what follows. */
  protected labels: LabelSyntax[] = [];
  readonly #names = new Map<string, string>();

  protected readonly reference: ParserMethod<[], IToken> = this.RULE('reference', () =>
    this.OR(this.referenceKinds),
  );

  private readonly referenceKinds = [
    { ALT: () => this.CONSUME(token.LabelReference) },
    { ALT: () => this.CONSUME(token.PathReference) },
  ];

  protected addLabel(label: IToken): void {
    this.labels.push(this.labelSyntax(label));
  }

  protected labelSyntax(label: IToken): LabelSyntax {
    return {
      name: this.intern(label.image.slice(0, -1)),
      text: this.text as SourceText,
      start: startOf(label),
      end: endOf(label),
    };
  }

  protected takeLabels(): readonly LabelSyntax[] {
    const taken = this.labels;
    if (taken.length === 0) return noLabels;
    this.labels = [];
    return taken;
  }

  protected range(start: IToken, end: IToken = start): SyntaxRange {
    return { text: this.text as SourceText, start: startOf(start), end: endOf(end) };
  }

  /** The name that a token stands for: a leading backslash only keeps it from being a keyword. */
  protected nameOf({ image }: IToken): string {
    return this.intern(image.charCodeAt(0) === 0x5c ? image.slice(1) : image);
  }

  /**
   * One string object for equal names, so that comparing and hashing them is cheap. It is a copy: a slice would keep the
   * text alive that it was cut from.
   */
  private intern(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    // Asked for as a property, V8 makes it a string of its own, as it does with every property's name.
    this.#names.set(name, name in noProperties ? '' : name);
    return name;
  }

  /** The target of a reference without its sign and braces: `label`, `/path` or `label/path`. */
  protected targetOf({ image }: IToken): string {
    return this.intern(image.charCodeAt(1) === 0x7b ? image.slice(2, -1) : image.slice(1));
  }
}

const noProperties: object = Object.create(null);
const nothing: readonly never[] = [];

/** The list without the room that pushing left for more: trees are kept for a whole run. */
export function trimmed<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? nothing : list.slice();
}
