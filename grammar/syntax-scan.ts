import type { IToken, TokenType } from 'chevrotain';
import * as token from './tokens.ts';

/** Tokens by index; undefined behind the last. */
export type TokenAt = (index: number) => IToken | undefined;

/** How far a text is right. */
export interface ScanResult {
  /** Index of the first token that cannot stand where it stands; the number of tokens where all can. */
  readonly index: number;
  /** Mistakes that are no mistakes of syntax, but that no source has: properties behind subnodes, or with a unit address. */
  readonly oddities: number;
  /** Nothing stopped it: not even the end of the tokens in the midst of a statement. */
  readonly isWhole: boolean;
}

/** A bracket or a choice (`?`) that is open in an expression. */
const conditional = 1;
const parenthesis = 0;

/**
 * Tells how far tokens follow the grammar, and nothing else: the same language as the parser's, but without a tree, actions
 * and recovery. So dozens of ways to repair a mistake can be tried.
 *
 * It begins between two members or statements; `bodies` says for each body open there whether it has a subnode.
 */
export class SyntaxScan {
  readonly #at: TokenAt;
  readonly #bodies: boolean[];
  readonly #limit: number;
  #index = 0;
  #oddities = 0;

  constructor(at: TokenAt, bodies: readonly boolean[] = [], limit: number = Number.POSITIVE_INFINITY) {
    this.#at = at;
    this.#bodies = [...bodies];
    this.#limit = limit;
  }

  /** The bodies that are open now. */
  get bodies(): readonly boolean[] {
    return this.#bodies;
  }

  get index(): number {
    return this.#index;
  }

  run(): ScanResult {
    while (this.#index < this.#limit && this.#type() !== undefined) {
      if (!this.step()) return { index: this.#index, oddities: this.#oddities, isWhole: false };
    }
    return { index: this.#index, oddities: this.#oddities, isWhole: true };
  }

  /** One member or statement, or the beginning or end of a body; false at a mistake, where the index then stands. */
  step(): boolean {
    if (this.#bodies.length === 0) return this.#statement();
    if (this.#take(token.RightBrace)) {
      this.#bodies.pop();
      return this.#take(token.Semicolon);
    }
    return this.#member();
  }

  #statement(): boolean {
    switch (this.#type()) {
      case token.Version:
      case token.Plugin:
        this.#index++;
        return this.#take(token.Semicolon);
      case token.DeleteNode:
      case token.OmitIfNoRef:
        this.#index++;
        return this.#reference() && this.#take(token.Semicolon);
    }
    while (this.#take(token.Label));
    if (this.#take(token.Memreserve))
      return this.#integer() && this.#integer() && this.#take(token.Semicolon);
    return (this.#take(token.Slash) || this.#reference()) && this.#open();
  }

  #member(): boolean {
    let isNode = false;
    while (this.#type() === token.Label || this.#type() === token.OmitIfNoRef) {
      isNode ||= this.#type() === token.OmitIfNoRef;
      this.#index++;
    }
    if (this.#take(token.DeleteProperty)) {
      this.#noteProperty(undefined);
      return this.#take(token.Name) && this.#take(token.Semicolon);
    }
    if (this.#take(token.DeleteNode)) return this.#take(token.Name) && this.#take(token.Semicolon);

    const name = this.#at(this.#index)?.image;
    if (!this.#take(token.Name)) return false;
    if (this.#type() === token.LeftBrace) {
      this.#bodies[this.#bodies.length - 1] = true;
      return this.#open();
    }
    this.#noteProperty(isNode ? '@' : name);
    return this.#take(token.Semicolon) || (this.#take(token.Equals) && this.#values());
  }

  #noteProperty(name: string | undefined): void {
    if (this.#bodies.at(-1) === true) this.#oddities++;
    if (name?.includes('@')) this.#oddities++;
  }

  #open(): boolean {
    if (!this.#take(token.LeftBrace)) return false;
    this.#bodies.push(false);
    return true;
  }

  #values(): boolean {
    do {
      if (!this.#element()) return false;
    } while (this.#take(token.Comma));
    return this.#take(token.Semicolon);
  }

  #element(): boolean {
    while (this.#take(token.Label));
    if (!this.#plainElement()) return false;
    while (this.#take(token.Label));
    return true;
  }

  #plainElement(): boolean {
    if (this.#take(token.StringLiteral) || this.#reference()) return true;
    if (this.#take(token.LeftBracket)) {
      while (this.#take(token.Byte) || this.#take(token.Label));
      return this.#take(token.RightBracket);
    }
    if (this.#take(token.Incbin)) return this.#binaryFile();
    if (this.#take(token.Bits) && !this.#take(token.Literal)) return false;
    return this.#take(token.Less) && this.#cells();
  }

  #cells(): boolean {
    for (;;) {
      const type = this.#type();
      if (type === token.LeftParen) {
        if (!this.#parenthesized()) return false;
      } else if (!isCell(type)) break;
      else this.#index++;
    }
    return this.#take(token.Greater);
  }

  #binaryFile(): boolean {
    if (!this.#take(token.LeftParen) || !this.#take(token.StringLiteral)) return false;
    if (this.#take(token.Comma)) {
      if (!this.#integer() || !this.#take(token.Comma) || !this.#integer()) return false;
    }
    return this.#take(token.RightParen);
  }

  #integer(): boolean {
    if (this.#type() === token.LeftParen) return this.#parenthesized();
    return this.#take(token.Literal) || this.#take(token.CharLiteral);
  }

  /** An expression in parentheses, with those in it: operands and operators in turn. */
  #parenthesized(): boolean {
    const open: number[] = [];
    do {
      while (isUnary(this.#type())) this.#index++;
      if (this.#take(token.LeftParen)) {
        open.push(parenthesis);
        continue;
      }
      if (!this.#take(token.Literal) && !this.#take(token.CharLiteral)) return false;
      if (!this.#operator(open)) return false;
    } while (open.length > 0);
    return true;
  }

  /** What follows an operand, up to the next operand or the end. */
  #operator(open: number[]): boolean {
    for (;;) {
      const type = this.#type();
      if (type === token.RightParen) {
        if (open.at(-1) !== parenthesis) return false;
        open.pop();
        this.#index++;
        if (open.length === 0) return true;
        continue;
      }
      if (type === token.Question) {
        open.push(conditional);
      } else if (type === token.Colon) {
        // What stands between `?` and `:` ends here, and the rest of the expression needs no partner.
        if (open.at(-1) !== conditional) return false;
        open.pop();
      } else if (!isBinary(type)) return false;
      this.#index++;
      return true;
    }
  }

  #reference(): boolean {
    return this.#take(token.LabelReference) || this.#take(token.PathReference);
  }

  #take(type: TokenType): boolean {
    if (this.#type() !== type) return false;
    this.#index++;
    return true;
  }

  #type(): TokenType | undefined {
    return this.#at(this.#index)?.tokenType;
  }
}

function isCell(type: TokenType | undefined): boolean {
  return (
    type === token.Literal ||
    type === token.LabelReference ||
    type === token.PathReference ||
    type === token.CharLiteral ||
    type === token.Label
  );
}

function isUnary(type: TokenType | undefined): boolean {
  return type === token.Minus || type === token.Tilde || type === token.Bang;
}

const binary: ReadonlySet<unknown> = new Set([
  token.LogicalOr,
  token.LogicalAnd,
  token.Or,
  token.Xor,
  token.And,
  token.EqualTo,
  token.NotEqualTo,
  token.Less,
  token.Greater,
  token.LessOrEqual,
  token.GreaterOrEqual,
  token.ShiftLeft,
  token.ShiftRight,
  token.Plus,
  token.Minus,
  token.Star,
  token.Slash,
  token.Percent,
]);

function isBinary(type: TokenType | undefined): boolean {
  return binary.has(type);
}
