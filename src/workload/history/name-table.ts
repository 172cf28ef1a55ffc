/** An id, cut into what many ids share and their number: `frame[3]` is `frame[` and 3, `b17` is `b` and 17. */
export interface SplitName {
  readonly stem: number;
  /** One more than the number; 0: there is none. */
  readonly next: number;
}

const longestStem = 80;
const mostDigits = 9;

/** The ids of a run's buffers: one string for all that differ by their number alone. */
export class NameTable {
  readonly #stems: string[] = [];
  readonly #known = new Map<string, number>();

  get stems(): readonly string[] {
    return this.#stems;
  }

  add(name: string): SplitName {
    const isList = name.endsWith(']');
    const end = isList ? name.length - 1 : name.length;
    let first = end;
    while (first > 0 && end - first < mostDigits && isDigit(name.charCodeAt(first - 1))) first--;
    // A number is written without zeros before it; what stands before those belongs to the stem.
    while (first < end - 1 && name.charCodeAt(first) === zero) first++;
    if (first === end || (name[first - 1] === '[') !== isList) return { stem: this.stem(name), next: 0 };
    return { stem: this.stem(name.slice(0, first)), next: Number(name.slice(first, end)) + 1 };
  }

  /** Number of a stem; a long one is cut. */
  stem(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const index = this.#stems.length;
    this.#stems.push(text.length > longestStem ? `${text.slice(0, longestStem)}…` : text);
    this.#known.set(text, index);
    return index;
  }
}

const zero = 48;

function isDigit(code: number): boolean {
  return code >= zero && code <= 57;
}

/** The id again. */
export function joinName(stems: readonly string[], stem: number, next: number): string {
  const text = stems[stem] ?? '';
  if (next === 0) return text;
  return `${text}${next - 1}${text.endsWith('[') ? ']' : ''}`;
}
