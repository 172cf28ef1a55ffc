import { writeOverlayTarget } from '../overlay-target.ts';
import type { SourceText } from '../source-text.ts';
import type { StatementSyntax } from '../syntax.ts';
import { PlainBodies } from './plain-bodies.ts';
import { notPlain } from './plain-cursor.ts';
import { PlainKind } from './plain-kind.ts';
import type { PlainTokens } from './plain-tokens.ts';

/** Deeper nodes are left to the grammar, which needs no stack for them. */
const deepest = 100;

let shared: PlainParser | undefined;

/**
 * The statements of a text in which nothing is wrong or rare, as the grammar would give them, at two thirds of its cost and without an
 * object for each token: a corpus is read this way almost whole. Undefined where the grammar has to be asked; it alone knows what to say about mistakes.
 *
 * The grammar (`grammar/parser.ts` and its layers) is the law of the language, and this a short cut that has to come to the same in
 * every field or to give up: `test/grammar/plain/` and `npm run fuzz` hold it to that. What the language learns, it learns there first.
 */
export function parsePlain(
  text: SourceText,
  tokens: PlainTokens,
  maxNesting: number,
): StatementSyntax[] | undefined {
  shared ??= new PlainParser();
  return shared.parse(text, tokens, maxNesting);
}

/** Statements, on layers for what is smaller. */
class PlainParser extends PlainBodies {
  parse(text: SourceText, tokens: PlainTokens, maxNesting: number): StatementSyntax[] | undefined {
    this.startText(text, tokens);
    this.startBodies(text);
    this.deepest = Math.min(deepest, maxNesting);
    this.writer.length = 0;
    const statements: StatementSyntax[] = [];
    try {
      while (this.kinds[this.at] !== PlainKind.End) statements.push(this.statement());
      this.finishMembers();
      text.values = this.writer.take();
      return statements;
    } catch (error) {
      if (error !== notPlain) throw error;
      return undefined;
    } finally {
      this.endText();
      this.leaveBodies();
    }
  }

  private statement(): StatementSyntax {
    const text = this.sourceText as SourceText;
    const first = this.at;
    const start = this.starts[first] as number;
    const end = this.ends[first] as number;
    switch (this.kinds[first]) {
      case PlainKind.Version:
      case PlainKind.Plugin:
        this.at++;
        this.take(PlainKind.Semicolon);
        return { kind: this.kinds[first] === PlainKind.Version ? 'version' : 'plugin', text, start, end };
      case PlainKind.DeleteNode:
      case PlainKind.OmitIfNoRef: {
        this.at++;
        const reference = this.takeReference();
        this.take(PlainKind.Semicolon);
        return {
          kind: this.kinds[first] === PlainKind.DeleteNode ? 'delete' : 'omit-if-no-ref',
          target: this.nameAt(reference),
          text,
          start: this.starts[reference] as number,
          end: this.ends[reference] as number,
        };
      }
    }
    while (this.peek() === PlainKind.Label) this.openLabels.push(this.readLabel());
    switch (this.peek()) {
      case PlainKind.Memreserve:
        return this.memreserve(text);
      case PlainKind.Slash: {
        if (this.openLabels.length > 0) throw notPlain;
        this.at++;
        const body = this.body(1);
        this.take(PlainKind.Semicolon);
        return { kind: 'root', text, start, end, body };
      }
      default:
        return this.extension(text);
    }
  }

  private memreserve(text: SourceText): StatementSyntax {
    const start = this.starts[this.at++] as number;
    const labels = this.takeLabels();
    const address = BigInt(this.integer());
    const size = BigInt(this.integer());
    const end = this.ends[this.at - 1] as number;
    this.take(PlainKind.Semicolon);
    return { kind: 'memreserve', text, start, end, address, size, labels };
  }

  private extension(text: SourceText): StatementSyntax {
    const reference = this.takeReference();
    const labels = this.takeLabels();
    if (labels.length > 1) throw notPlain;
    const body = this.body(1);
    this.take(PlainKind.Semicolon);
    const target = this.nameAt(reference);
    const targetStart = this.writer.length;
    writeOverlayTarget(target, this.writer);
    return {
      kind: 'extend',
      text,
      start: this.starts[reference] as number,
      end: this.ends[reference] as number,
      target,
      labels,
      body,
      targetStart,
    };
  }
}
