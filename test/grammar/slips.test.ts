import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadTree } from '../../src/project/load-tree.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { SourceFile } from '../../src/source/source-file.ts';

const boards = new URL('../../fixtures/boards/', import.meta.url);
const soc = readFileSync(new URL('demo-soc.dtsi', boards), 'utf8');
const memory = readFileSync(new URL('demo-memory.h', boards), 'utf8');
const board = readFileSync(new URL('demo.dts', boards), 'utf8');

/** What stands between blanks and comments, directives of the preprocessor left out. */
function tokensOf(text: string): { start: number; end: number; image: string }[] {
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#[ \t]*(?:include|define|if|endif)\b[^\n]*|"[^"]*"|\/[a-z0-9-]+\/|&\{[^}]*\}|&\w+|[A-Za-z_]\w*:|[\w,.+*#?@-]+|<<|>>|\S/gm;
  return [...text.matchAll(pattern)]
    .map(({ 0: image, index }) => ({ start: index, end: index + image.length, image }))
    .filter(({ image }) => !/^(?:\/[*/]|[ \t]*#[ \t]*(?:include|define|if|endif)\b)/.test(image));
}

/** Of the slips every so many are tried: all three kinds, at every part of the text. */
const stride = 4;

/** Texts that one slip of the keyboard makes: a token left out, written twice, or exchanged with the next. */
function slipsOf(text: string): string[] {
  const tokens = tokensOf(text);
  const slips = tokens.flatMap(({ start, end, image }, index) => {
    const next = tokens[index + 1];
    const put = (piece: string, to: number) => text.slice(0, start) + piece + text.slice(to);
    const swapped =
      next === undefined ? [] : [put(next.image + text.slice(end, next.start) + image, next.end)];
    return [put(' ', end), put(`${image} ${image}`, end), ...swapped];
  });
  return slips.filter((_, index) => index % stride === 0);
}

function countErrors(boardText: string, socText: string): number {
  const files = { '/demo.dts': boardText, '/demo-soc.dtsi': socText, '/demo-memory.h': memory };
  const project = new Project({ access: new MemoryFiles(files), workingFolder: '/' });
  const file = project.files.open('/demo.dts') as SourceFile;
  const { problems } = loadTree({ kind: 'source', file }, { project });
  return problems.filter(({ severity }) => severity === 'error').length;
}

describe('one slip of the keyboard', () => {
  it('in the demo board is told once, wherever it is', () => {
    const inBoard = slipsOf(board).map((text) => countErrors(text, soc));
    const inSoc = slipsOf(soc).map((text) => countErrors(board, text));
    const counts = [...inBoard, ...inSoc];
    const refused = counts.filter((count) => count > 0);
    const once = refused.filter((count) => count === 1);
    expect({ slips: counts.length, refused: refused.length, once: once.length }).toEqual({
      slips: 365,
      refused: 331,
      once: 331,
    });
  });
});
