import { basename } from 'node:path';
import type { Define } from '../../preprocessor/run.ts';
import { shellCommands } from './shell-words.ts';

/** What a `.cmd` file of kbuild tells of one blob. Paths are as written: absolute, or from where make ran. */
export type BuildCommand =
  | {
      readonly kind: 'source';
      readonly target: string;
      readonly source: string;
      readonly includeFolders: readonly string[];
      readonly defines: readonly Define[];
    }
  /** fdtoverlay puts it together from blobs. */
  | {
      readonly kind: 'composite';
      readonly target: string;
      readonly base: string;
      readonly overlays: readonly string[];
    };

const isSource = (word: string): boolean => /\.dtso?$/.test(word);

/**
 * Reads a `.cmd` file: `cmd_TARGET := …`, or `savedcmd_TARGET := …` since Linux 6.2, with cpp's command and dtc's, as
 * scripts/Makefile.lib (later Makefile.dtbs) has written them since 3.8, and before that dtc's alone; U-Boot writes the same, with the
 * source piped into cpp. The `source_TARGET := …` that fixdep adds is then the first file included.
 *
 * @returns undefined for what makes no blob of a device tree
 */
export function readBuildCommand(text: string): BuildCommand | undefined {
  const joined = text.replace(/\\\r?\n/g, ' ');
  const [, target, line] = /^(?:saved)?cmd_(\S+) *:= *(.*)$/m.exec(joined) ?? [];
  if (target === undefined || line === undefined) return undefined;

  // make doubles its own sign, and writes # so that it is none of its comments.
  const commands = shellCommands(line.replaceAll('$$', '$').replaceAll('$(pound)', '#'));
  const composite = commands.find(([program = '']) => basename(program) === 'fdtoverlay');
  if (composite !== undefined) return readComposite(target, composite);

  const [, fixdepSource] = /^source_\S+ *:= *(\S+)/m.exec(joined) ?? [];
  const source = commands.flat().find(isSource) ?? fixdepSource;
  if (source === undefined) return undefined;
  const cpp = commands.find((command) => command.includes('-E')) ?? [];
  const dtc = commands.find(([program = '']) => basename(program) === 'dtc') ?? [];
  const folders = [...valuesOf(cpp, '-I'), ...valuesOf(dtc, '-i')];
  return {
    kind: 'source',
    target,
    source,
    includeFolders: [...new Set(folders)],
    defines: valuesOf(cpp, '-D')
      .filter((text) => text !== '__DTS__')
      .flatMap(readDefine),
  };
}

/** fdtoverlay -o TARGET -i BASE OVERLAY… */
function readComposite(target: string, words: readonly string[]): BuildCommand | undefined {
  const [base] = valuesOf(words, '-i');
  const names = words.slice(1).filter((word) => /\.dtbo?$/.test(word));
  const [output] = valuesOf(words, '-o');
  const overlays = names.filter((name) => name !== output && name !== base);
  return base === undefined ? undefined : { kind: 'composite', target, base, overlays };
}

/** What stands behind an option of one letter, joined to it or as the next word. */
function valuesOf(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, index) => {
    if (!word.startsWith(option)) return [];
    if (word.length > option.length) return [word.slice(option.length)];
    const next = words[index + 1];
    return next === undefined ? [] : [next];
  });
}

function readDefine(text: string): readonly Define[] {
  const [, name, value] = /^([A-Za-z_]\w*(?:\([^()]*\))?)(?:=([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? [] : [{ name, value }];
}
