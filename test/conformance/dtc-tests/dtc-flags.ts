import { join } from 'node:path';
import type { CompileOptions } from '../../../src/project/compile-tree.ts';

type Writable = { -readonly [Name in keyof CompileOptions]: CompileOptions[Name] };

const switches: Readonly<Record<string, (options: Writable) => void>> = {
  '-@': (options) => {
    options.symbols = true;
  },
  '-A': (options) => {
    options.autoAlias = true;
  },
  '-L': (options) => {
    options.fixups = true;
  },
  '-s': (options) => {
    options.sort = true;
  },
  '-f': (options) => {
    options.force = true;
  },
};

const numbers: Readonly<Record<string, (options: Writable, value: number) => void>> = {
  '-b': (options, value) => {
    options.bootCpu = value;
  },
  '-p': (options, value) => {
    options.padBytes = value;
  },
  '-S': (options, value) => {
    options.minimumBytes = value;
  },
  '-a': (options, value) => {
    options.alignBytes = value;
  },
  '-R': (options, value) => {
    options.reservationSlots = value;
  },
};

/**
 * dtc's options as ours.
 *
 * @param sources the folder from which the folders of `-i` are meant
 * @returns undefined where one of them is about what carveout has not: dtc's style warnings (`-W`, `-E`)
 */
export function compileOptionsOf(flags: string, sources: string): CompileOptions | undefined {
  const options: Writable = {};
  const folders: string[] = [];
  const words = flags.split(/\s+/).filter((word) => word !== '');
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [name, attached] = [word.slice(0, 2), word.slice(2)];
    if (/^-[WE]/.test(name)) return undefined;
    const turnOn = switches[word];
    if (turnOn !== undefined) {
      turnOn(options);
      continue;
    }
    const value = attached === '' ? (words.shift() ?? '') : attached;
    if (name === '-i') folders.push(join(sources, value));
    else if (name === '-H') options.phandleFormat = phandleFormat(value);
    else if (numbers[name] === undefined) throw new Error(`dtc-tests: the option ${word} is not known`);
    else numbers[name](options, Number(value));
  }
  return { ...options, includeFolders: folders };
}

function phandleFormat(word: string): 'epapr' | 'legacy' | 'both' {
  if (word === 'epapr' || word === 'legacy' || word === 'both') return word;
  throw new Error(`dtc-tests: -H ${word} is not known`);
}
