import { isCut, type MessageKind, normalized, patternOf } from './log-message.ts';

/** A message and what it is about. */
export interface AboutMessage {
  readonly text: string;
  readonly kind: MessageKind;
  readonly subject: string | undefined;
  readonly line?: number;
}

/** Emulated messages that wait for the real ones that say the same. */
export class Waiting {
  readonly #messages: readonly AboutMessage[];
  readonly #key: (text: string) => string;
  readonly #byText = new Map<string, number[]>();
  readonly #byAbout = new Map<string, number[]>();
  readonly #taken = new Set<number>();
  agreed = 0;
  /** Index of the first that was found in the log; past the end where none was. */
  firstTaken: number;

  constructor(messages: readonly AboutMessage[], key: (text: string) => string) {
    this.#messages = messages;
    this.#key = (text) => key(normalized(text));
    this.firstTaken = messages.length;
    messages.forEach((message, index) => {
      push(this.#byText, this.#key(message.text), index);
      push(this.#byAbout, about(message), index);
    });
  }

  /** Whether one that says the same was waiting. */
  takeSame(message: AboutMessage): boolean {
    const pattern = isCut(message.text) ? patternOf(this.#key(message.text)) : undefined;
    const waiting = this.#byText.get(this.#key(message.text)) ?? [];
    const index =
      pattern === undefined
        ? this.#next(waiting)
        : this.#messages.findIndex(
            ({ kind, text }, at) =>
              kind === message.kind && !this.#taken.has(at) && pattern.test(this.#key(text)),
          );
    if (index === undefined || index < 0) return false;
    this.#take(index);
    this.agreed++;
    return true;
  }

  /** The next one that is about the same thing. */
  takeAbout(message: AboutMessage): AboutMessage | undefined {
    const index = this.#next(this.#byAbout.get(about(message)) ?? []);
    if (index === undefined) return undefined;
    this.#take(index);
    return this.#messages[index];
  }

  /** Those that nothing in the log answers. */
  rest(): readonly { readonly message: AboutMessage; readonly index: number }[] {
    return this.#messages.flatMap((message, index) => (this.#taken.has(index) ? [] : [{ message, index }]));
  }

  #next(waiting: number[]): number | undefined {
    while (waiting.length > 0 && this.#taken.has(waiting[0] as number)) waiting.shift();
    return waiting[0];
  }

  #take(index: number): void {
    this.#taken.add(index);
    if (index < this.firstTaken) this.firstTaken = index;
  }
}

function about({ kind, subject, text }: AboutMessage): string {
  // Without a name only the same words are about the same thing.
  const name = kind === 'other' ? text.replace(/0x[0-9a-f]+|\d+/g, '#') : (subject ?? '');
  return `${kind}\0${name}`;
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [index]);
  else known.push(index);
}
