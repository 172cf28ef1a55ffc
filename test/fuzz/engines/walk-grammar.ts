import { recordedRules } from '../../../grammar/ebnf.ts';
import type { Random } from '../random.ts';
import { characterWord, labelName, nodeName, numberWord, propertyName, stringWord } from './random-words.ts';

/** A piece of the recorded grammar, as chevrotain serializes it. */
interface Production {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly pattern?: string;
  readonly definition?: readonly Production[];
}

/** Beyond so many tokens only what must stand is written. */
const mostTokens = 400;

let rules: ReadonlyMap<string, Production> | undefined;

/**
 * A text of the language that the parser's own grammar describes: its recorded productions are walked with random choices.
 * What it means is left to chance, so most of them are refused; none may be refused for its syntax alone.
 */
export function walkGrammar(random: Random): string {
  rules ??= new Map((recordedRules() as readonly Production[]).map((rule) => [rule.name ?? '', rule]));
  const walk = new Walk(random, rules);
  walk.all(rules.get('document')?.definition ?? []);
  return `/dts-v1/;\n${random.oneIn(6) ? '/plugin/;\n' : ''}/ {\n};\n${walk.words.join(random.oneIn(3) ? '\n' : ' ')}\n`;
}

class Walk {
  readonly words: string[] = [];
  readonly #random: Random;
  readonly #rules: ReadonlyMap<string, Production>;
  #depth = 0;

  constructor(random: Random, rules: ReadonlyMap<string, Production>) {
    this.#random = random;
    this.#rules = rules;
  }

  all(parts: readonly Production[]): void {
    for (const part of parts) this.#one(part);
  }

  #one(part: Production): void {
    const inner = part.definition ?? [];
    switch (part.type) {
      case 'Terminal':
        this.words.push(wordOf(part, this.#random));
        return;
      case 'NonTerminal':
        this.#depth++;
        this.all(this.#rules.get(part.name ?? '')?.definition ?? []);
        this.#depth--;
        return;
      case 'Option':
        if (!this.#isFull && this.#random.oneIn(3)) this.all(inner);
        return;
      case 'Repetition':
      case 'RepetitionWithSeparator':
        this.#repeat(inner, 0, part);
        return;
      case 'RepetitionMandatory':
      case 'RepetitionMandatoryWithSeparator':
        this.#repeat(inner, 1, part);
        return;
      case 'Alternation':
        this.#alternate(inner);
        return;
      default:
        this.all(inner);
    }
  }

  #repeat(inner: readonly Production[], least: number, { type }: Production): void {
    const most = this.#depth <= 1 ? 8 : 3;
    const count = this.#isFull ? least : Math.max(least, this.#random.below(most + 1));
    for (let index = 0; index < count; index++) {
      if (index > 0 && type.endsWith('WithSeparator')) this.words.push(',');
      this.all(inner);
    }
  }

  /** Where the text is long enough, the alternative that has the fewest rules in it. */
  #alternate(alternatives: readonly Production[]): void {
    const chosen = this.#isFull
      ? alternatives.toSorted((left, right) => weightOf(left) - weightOf(right))[0]
      : this.#random.pick(alternatives);
    if (chosen !== undefined) this.all(chosen.definition ?? []);
  }

  get #isFull(): boolean {
    return this.words.length > mostTokens || this.#depth > 40;
  }
}

function weightOf({ type, definition = [] }: Production): number {
  return (type === 'NonTerminal' ? 10 : 1) + definition.reduce((sum, part) => sum + weightOf(part), 0);
}

function wordOf({ name = '', label = name }: Production, random: Random): string {
  switch (name) {
    case 'Label':
      return `${labelName(random)}:`;
    case 'Name':
      return random.oneIn(2) ? nodeName(random) : propertyName(random);
    case 'LabelReference':
      return `&${labelName(random)}`;
    case 'PathReference':
      return `&{/${nodeName(random)}}`;
    case 'StringLiteral':
      return stringWord(random);
    case 'CharLiteral':
      return characterWord(random);
    case 'Literal':
      return random.oneIn(6) ? random.pick(['8', '16', '32', '64']) : numberWord(random);
    case 'Byte':
      return random.below(256).toString(16).padStart(2, '0');
    default:
      return label;
  }
}
