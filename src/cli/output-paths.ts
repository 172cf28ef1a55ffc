import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from './usage-error.ts';

/**
 * Where each of many inputs goes below a folder: under its path relative to the root, `.dts` as `.dtb` and so on.
 *
 * @param root default: the folder that the inputs have in common
 * @throws UsageError for an input outside the root, and for two that would go to the same file
 */
export function outputPaths(
  inputs: readonly string[],
  folder: string,
  suffixes: Readonly<Record<string, string>>,
  root: string = commonFolder(inputs),
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  const inputOf = new Map<string, string>();
  for (const input of inputs) {
    const below = relative(resolve(root), resolve(input));
    if (below === '..' || below.startsWith(`..${sep}`)) {
      throw new UsageError(
        `${input} does not stand below ${root}.`,
        'Name a folder with --root that has all inputs below it.',
      );
    }
    const path = join(folder, withSuffix(below, suffixes));
    const other = inputOf.get(path);
    if (other !== undefined) throw new UsageError(`${other} and ${input} would both go to ${path}.`);
    inputOf.set(path, input);
    paths.set(input, path);
  }
  return paths;
}

function withSuffix(path: string, suffixes: Readonly<Record<string, string>>): string {
  const known = Object.entries(suffixes).find(([suffix]) => path.endsWith(suffix));
  if (known === undefined) return `${path}${Object.values(suffixes)[0] ?? ''}`;
  const [from, to] = known;
  return join(dirname(path), basename(path, from) + to);
}

function commonFolder(inputs: readonly string[]): string {
  const [first = '.', ...rest] = inputs.map((input) => dirname(resolve(input)));
  return rest.reduce((common, folder) => {
    let shared = common;
    while (shared !== folder && !folder.startsWith(shared.endsWith(sep) ? shared : shared + sep))
      shared = dirname(shared);
    return shared;
  }, first);
}
