import { type FuzzInput, latin1, sourceInput, textOf } from '../fuzz-input.ts';
import { Random } from '../random.ts';
import type { Seeds } from '../seeds.ts';
import { generateFit } from './generate-fit.ts';
import { generatePreprocessor } from './generate-preprocessor.ts';
import { generateTree } from './generate-tree.ts';
import { mutateBlob } from './mutate-blob.ts';
import { mutateText } from './mutate-text.ts';
import { walkGrammar } from './walk-grammar.ts';

type Engine = (random: Random, seeds: Seeds) => FuzzInput;

/** What makes inputs, by name. */
const engines: Readonly<Record<string, Engine>> = {
  /** Sources with pieces changed, their included files now and then. */
  sources(random, seeds) {
    const { main, files } = seeds.source(random);
    const changed = new Map(files);
    const target = random.oneIn(4) ? random.pick([...files.keys()]) : main;
    const text = mutateText(textOf(files.get(target) ?? new Uint8Array()), random, seeds.text(random));
    changed.set(target, latin1(text));
    return { ...sourceInput('sources', ''), files: changed, main };
  },

  /** Blobs with cells, tokens or bytes changed. */
  blobs(random, seeds) {
    const bytes = mutateBlob(seeds.blob(random), random);
    return { ...sourceInput('blobs', ''), files: new Map([['main.dtb', bytes]]), main: 'main.dtb' };
  },

  /** FIT images around blobs, whole or with places changed. */
  fit(random, seeds) {
    const blobs = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => {
      const blob = seeds.blob(random, true);
      return random.oneIn(4) ? mutateBlob(blob, random) : blob;
    });
    const image = generateFit(blobs, random);
    const bytes = random.oneIn(2) ? mutateBlob(image, random) : image;
    return { ...sourceInput('fit', ''), files: new Map([['main.itb', bytes]]), main: 'main.itb' };
  },

  /** Bases and overlays, sources and blobs mixed, some of them changed. */
  overlays(random, seeds) {
    const files = new Map<string, Uint8Array>();
    const base = random.oneIn(3) ? seeds.text(random) : generateTree(random, { plugin: false });
    files.set('main.dts', latin1(random.oneIn(4) ? mutateText(base, random, base) : base));
    const overlays = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) => {
      const text = generateTree(random, { plugin: !random.oneIn(20) });
      const changed = random.oneIn(3) ? mutateText(text, random, base) : text;
      if (random.oneIn(2)) {
        files.set(`overlay${index}.dtso`, latin1(changed));
        return `overlay${index}.dtso`;
      }
      const blob = seeds.blob(random, true);
      files.set(`overlay${index}.dtbo`, random.oneIn(2) ? mutateBlob(blob, random) : blob);
      return `overlay${index}.dtbo`;
    });
    return { ...sourceInput('overlays', ''), files, main: 'main.dts', overlays };
  },

  /** Trees that dtc mostly takes. */
  trees(random) {
    const text = generateTree(random);
    return sourceInput('trees', random.oneIn(4) ? mutateText(text, random, text) : text);
  },

  /** The parser's own grammar, walked. */
  grammar: (random) => sourceInput('grammar', walkGrammar(random)),

  /** Macros, conditionals, includes. */
  preprocessor(random) {
    const { main, parts } = generatePreprocessor(random);
    const files = new Map([['main.dts', latin1(random.oneIn(5) ? mutateText(main, random, main) : main)]]);
    for (const [path, text] of parts) files.set(path, latin1(text));
    return { ...sourceInput('preprocessor', ''), files };
  },
};

export const engineNames: readonly string[] = Object.keys(engines);

/** One in so many inputs is also linted, reported and booted, where it is a board. */
const rehearsalShare = 4;

/** The input of one execution: always the same for a seed, its number and the folders that mutations begin with. */
export function inputOf(seed: number, execution: number, seeds: Seeds): FuzzInput {
  const random = new Random(seed, execution);
  const name = engineNames[execution % engineNames.length] ?? '';
  const input = (engines[name] as Engine)(random, seeds);
  return {
    ...input,
    symbols: random.oneIn(3),
    rehearse: random.oneIn(rehearsalShare) ? random.below(1000) : undefined,
  };
}
