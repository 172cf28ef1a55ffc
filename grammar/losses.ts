/** What mistakes of syntax may have cost a text: nobody shall be told that it misses that. */
export interface Losses {
  /** Parts of the text were skipped: anything may have stood there. */
  readonly everything: boolean;
  /** Nodes may stand elsewhere, or have other names, than whoever wrote the text meant. */
  readonly structure: boolean;
  /** What may have been a label, near a mistake. */
  readonly words: ReadonlySet<string>;
}

export const nothingLost: Losses = { everything: false, structure: false, words: new Set() };
export const everythingLost: Losses = { everything: true, structure: true, words: new Set() };

export function joinedLosses(all: readonly Losses[]): Losses {
  const [only, second] = all.filter((each) => each !== nothingLost);
  if (only === undefined) return nothingLost;
  if (second === undefined) return only;
  return {
    everything: all.some(({ everything }) => everything),
    structure: all.some(({ structure }) => structure),
    words: new Set(all.flatMap(({ words }) => [...words])),
  };
}

/** What may be labels in a piece of text, and what two of them in a row would be without the blank between them. */
export function wordsOf(piece: string): ReadonlySet<string> {
  const words = [...piece.matchAll(/(?<![&\w])\w+/g)].map(([word]) => word);
  return new Set([...words, ...words.map((word, index) => word + (words[index + 1] ?? ''))]);
}

/** Whether the target of a reference (`label`, `/path` or `label/path`) may be among what was lost. */
export function mayBeLost({ everything, structure, words }: Losses, target: string): boolean {
  if (everything) return true;
  const slash = target.indexOf('/');
  return (structure && slash !== -1) || words.has(slash === -1 ? target : target.slice(0, slash));
}
