import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** Whether a C preprocessor of that name answers. */
export function hasCpp(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('cpp', ['--version'], (error) => resolve(error === null));
  });
}

/** What cpp makes of a board, with the options that the kernel's Makefiles give it; then dtc's own includes put in. */
export async function cppOutput(sources: string, board: string): Promise<string> {
  const arch = board.split('/')[1] ?? '';
  const includes = [
    join(sources, dirname(board)),
    join(sources, 'include'),
    join(sources, 'src', arch),
    join(sources, 'src'),
  ];
  const options = [
    '-nostdinc',
    '-undef',
    '-D__DTS__',
    '-x',
    'assembler-with-cpp',
    ...includes.flatMap((folder) => ['-I', folder]),
  ];
  const text = await run([...options, join(sources, board)]);
  return withDtcIncludes(text, join(sources, board), [join(sources, dirname(board))], 0);
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('cpp', args, { maxBuffer: 1 << 28, encoding: 'latin1' }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

const lineMarker = /^#\s+\d+\s+"((?:[^"\\]|\\.)*)"/;
const dtcInclude = /^(.*?)\/include\/\s*"([^"]+)"(.*)$/;

/**
 * Leaves line markers out and puts the text of each `/include/ "file"` in its place. dtc takes such a file as it is, without
 * cpp, from beside the file that names it or from its include folders.
 */
function withDtcIncludes(text: string, path: string, folders: readonly string[], depth: number): string {
  if (depth > 100) throw new Error(`${path} includes itself`);

  let current = path;
  const lines = text.split('\n').map((line) => {
    const marker = lineMarker.exec(line)?.[1];
    if (marker !== undefined) {
      current = marker;
      return '';
    }
    const [, before = '', name, after = ''] = dtcInclude.exec(line) ?? [];
    if (name === undefined) return line;

    const found = findFile(name, [dirname(current), ...folders]);
    return `${before}\n${withDtcIncludes(readFileSync(found, 'latin1'), found, folders, depth + 1)}\n${after}`;
  });
  return lines.join('\n');
}

function findFile(name: string, folders: readonly string[]): string {
  const candidates = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`/include/ "${name}" is not found in ${folders.join(', ')}`);
  return found;
}
