import { describe, expect, it } from 'vitest';
import { documentKind } from '../../src/lsp/document-kind.ts';
import { pathOfUri, uriOfPath } from '../../src/lsp/document-uris.ts';
import { code, logBlock, prose } from '../../src/lsp/markdown.ts';
import { locate, rangeOf } from '../../src/lsp/positions.ts';
import { loadSource } from '../../src/project/load-board.ts';
import { SourceFile } from '../../src/source/source-file.ts';

describe('paths and URIs', () => {
  it('go over into each other, whatever characters a path has', () => {
    for (const path of ['/no such folder/a b.dts', '/größe/100%.dts', '/a#b/c?d.dts', '/a%20b/x.dts'])
      expect(pathOfUri(uriOfPath(path), '/')).toBe(path);
    expect(pathOfUri('file:///c%C3%B6d%C3%A9/a%2540.dts', '/')).toBe('/cödé/a%40.dts');
  });

  it('are none for what is not on this machine', () => {
    expect(pathOfUri('git:/a.dts?HEAD', '/')).toBeUndefined();
    expect(pathOfUri('file://elsewhere/a.dts', '/')).toBeUndefined();
    expect(pathOfUri('no uri', '/')).toBeUndefined();
    expect(pathOfUri('untitled:Untitled-1', '/boards')).toBe('/boards/Untitled-1');
  });
});

describe('the kind of a document', () => {
  it('is told by its name, else by its language', () => {
    const kinds = [
      '/a/b.dts',
      '/a/b.dtso',
      '/a/b.dtsi',
      '/a/b.h',
      '/carveout.config.yaml',
      '/a/b.c',
      '/Untitled-1',
    ];
    expect(kinds.map((path) => documentKind(path, 'dts'))).toEqual([
      'board',
      'board',
      'shared',
      'shared',
      'config',
      'other',
      'board',
    ]);
    expect(documentKind('/Untitled-1', 'plaintext')).toBe('other');
  });
});

describe('positions', () => {
  it('count lines as editors do, which end them at a lone carriage return too', () => {
    const file = new SourceFile('a.dts', 'a\rb\r\nc\n📹d');
    const at = (what: string) =>
      rangeOf({ file, start: file.text.indexOf(what), end: file.text.length }).start;
    expect(at('b')).toEqual({ line: 1, character: 0 });
    expect(at('c')).toEqual({ line: 2, character: 0 });
    expect(at('d')).toEqual({ line: 3, character: 2 });
  });

  it('are those of the file where line markers tell of another', () => {
    const text = '/dts-v1/;\n# 40 "other.dts"\n/ { };\n\n/ { a = &nowhere; };\n';
    const file = new SourceFile('a.dts', text, { absolutePath: '/a.dts' });
    const [problem] = loadSource(file).problems;
    expect(problem?.place?.file.path).toBe('other.dts');
    expect(locate(problem?.place)).toMatchObject({
      path: '/a.dts',
      range: { start: { line: 4, character: 8 } },
    });
  });

  it('are the start in what has no lines', () => {
    const file = new SourceFile('a.dtb', '', { locate: () => ' at 4' });
    expect(rangeOf({ file, start: 4, end: 8 }).start).toEqual({ line: 0, character: 0 });
  });
});

describe('markdown', () => {
  it('reads no name of a tree as markup', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`')).toBe('`` ` ``');
    expect(prose('[x](http://y) <b> *z*')).toBe('\\[x\\](http://y) \\<b\\> \\*z\\*');
    expect(logBlock(['a ``` b', '\u001b[31m'])).toBe("```\na ''' b\n\\x1b[31m\n```");
  });

  it('shows no more than twenty lines of a log', () => {
    const block = logBlock(Array.from({ length: 30 }, (_, index) => `line ${index}`));
    expect(block.split('\n')).toHaveLength(23);
    expect(block).toContain('… and 10 more');
  });
});
