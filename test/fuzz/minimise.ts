import { splitTokens } from './engines/mutate-text.ts';
import { type FuzzInput, latin1, textOf } from './fuzz-input.ts';

/** Whether an input still fails in the same way. */
export type StillFails = (input: FuzzInput) => Promise<boolean>;

/** A smaller input that fails in the same way: without overlays and files, then by lines, by tokens and by characters. */
export async function minimise(input: FuzzInput, stillFails: StillFails): Promise<FuzzInput> {
  let smallest = input;
  const attempt = async (candidate: FuzzInput): Promise<boolean> => {
    if (!(await stillFails(candidate))) return false;
    smallest = candidate;
    return true;
  };

  await attempt({ ...smallest, rehearse: undefined });
  await attempt({ ...smallest, symbols: false });
  await reduce([...smallest.overlays], (overlays) => attempt({ ...smallest, overlays }));
  const others = [...smallest.files].filter(
    ([path]) => path !== smallest.main && !smallest.overlays.includes(path),
  );
  await reduce(others, (files) => {
    const kept = [...smallest.files].filter(([path]) => !others.some(([other]) => other === path));
    return attempt({ ...smallest, files: new Map([...kept, ...files]) });
  });

  for (const path of [...smallest.files.keys()]) {
    for (const split of [splitLines, splitTokens, splitCharacters]) {
      const parts = split(textOf(smallest.files.get(path) ?? new Uint8Array()));
      await reduce(parts, (kept) => attempt(withText(smallest, path, kept.join(''))));
    }
  }
  return smallest;
}

/**
 * Leaves out of a list whatever can be left out (Zeller and Hildebrandt's ddmin): halves first, then quarters, and so on.
 *
 * @param attempt whether the shorter list will do
 */
export async function reduce<Item>(
  items: readonly Item[],
  attempt: (kept: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const shorter = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (await attempt(shorter)) kept = shorter;
      else at += size;
    }
  }
  return kept;
}

/** More characters than these are not tried one by one. */
const mostCharacters = 3000;

function splitLines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

function splitCharacters(text: string): readonly string[] {
  return text.length > mostCharacters ? [] : [...text];
}

function withText(input: FuzzInput, path: string, text: string): FuzzInput {
  return { ...input, files: new Map([...input.files, [path, latin1(text)]]) };
}
