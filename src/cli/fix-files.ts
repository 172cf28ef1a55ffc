import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { FixedFile } from '../project/fix-boards.ts';
import { decodeSource } from '../source/decode.ts';
import { systemReason } from './output.ts';
import { UsageError } from './usage-error.ts';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The changes as a unified diff, which `patch -p1` and `git apply` take. */
export function fixDiff(files: readonly FixedFile[]): string {
  return files
    .map(({ path, before, after }) => {
      const name = relative('.', path).split(sep).join('/');
      const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', { context: 3 });
      return patch.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
    })
    .join('');
}

/** Writes the changed files in their own encodings. @throws UsageError for one that has changed since, or cannot be written */
export function writeFixes(files: readonly FixedFile[]): void {
  const contents = files.map(({ path, before, after }) => [path, encoded(path, before, after)] as const);
  // All or none: what one file says may need what another says.
  for (const [path] of contents) orRefuse(path, () => accessSync(path, constants.W_OK));
  for (const [path, bytes] of contents) orRefuse(path, () => writeFileSync(path, bytes));
}

function orRefuse(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new UsageError(`--fix: ${path} cannot be written (${systemReason(error)}).`);
  }
}

function encoded(path: string, before: string, after: string): Uint8Array {
  const bytes = readFileSync(path);
  const decoded = decodeSource(bytes);
  if (decoded?.text !== before) throw new UsageError(`--fix: ${path} has changed while it was linted.`);
  if (decoded.encoding === 'latin1') return Buffer.from(after, 'latin1');
  const text = Buffer.from(after, 'utf8');
  return bytes.subarray(0, 3).equals(byteOrderMark) ? Buffer.concat([byteOrderMark, text]) : text;
}
