import { describe, expect, test } from 'vitest';
import { preprocess } from '../../src/preprocessor/preprocess.ts';
import { FileStore } from '../../src/source/file-store.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { SourceFile } from '../../src/source/source-file.ts';
import { linesOf, linesOfText, preprocessText, problemsOf } from './preprocess-text.ts';

describe('#include', () => {
  test('looks beside the including file for quotes, in the include folders for both', () => {
    const files = { '/boards/a.h': 'beside', '/include/a.h': 'first', '/include2/b.h': 'second' };
    const includeFolders = ['/include', '/include2'];
    const text = '#include "a.h"\n#include <a.h>\n#include "b.h"\n';
    expect(linesOfText(text, { files, includeFolders })).toEqual(['beside', 'first', 'second']);
  });

  test('takes its file from a macro', () => {
    const files = { '/include/soc/a.h': 'a' };
    const text = '#define FILE <soc/a.h>\n#define S(x) #x\n#include FILE\n#include S(soc/a.h)\n';
    expect(linesOfText(text, { files, includeFolders: ['/include'] })).toEqual(['a', 'a']);
  });

  test('brings in macros, and a guard keeps the second time out', () => {
    const files = { '/boards/a.h': '#ifndef A_H\n#define A_H\n#define A 5\nonce\n#endif\n' };
    expect(linesOfText('#include "a.h"\n#include "a.h"\nA\n', { files })).toEqual(['once', '5']);
  });

  test('obeys #pragma once and #import', () => {
    const files = { '/boards/a.h': '#pragma once\na', '/boards/b.h': 'b' };
    const text = '#include "a.h"\n#include "a.h"\n#import "b.h"\n#import "b.h"\n';
    expect(linesOfText(text, { files })).toEqual(['a', 'b']);
  });

  test('goes on in the next folder for #include_next', () => {
    const files = { '/one/a.h': 'one\n#include_next <a.h>\n', '/two/a.h': 'two' };
    expect(linesOfText('#include <a.h>\n', { files, includeFolders: ['/one', '/two'] })).toEqual([
      'one',
      'two',
    ]);
  });

  test('takes the first part of a name for a * in a folder', () => {
    const files = { '/k/arch/arm64/boot/dts/soc/a.dtsi': 'soc' };
    const options = { files, includeFolders: ['/k/arch/*/boot/dts'] };
    expect(linesOfText('#include <arm64/soc/a.dtsi>\n', options)).toEqual(['soc']);
  });

  test('works inside a node, and where its file lacks the last new line', () => {
    const files = { '/boards/a.dtsi': 'a = <1>;' };
    expect(linesOfText('n {\n#include "a.dtsi"\n};\n', { files })).toEqual(['n {', 'a = <1>;', '};']);
  });

  test('an #if cannot be closed by another file', () => {
    const files = { '/boards/a.h': '#endif\n' };
    expect(problemsOf('#if 1\n#include "a.h"\n', { files })).toEqual([
      'a.h:1:1 unexpected-directive',
      'board.dts:1:1 unterminated-if',
    ]);
  });

  test.each([
    '#include "/etc/passwd"',
    '#include "../../etc/passwd"',
    '#include "link.h"',
    '/include/ "/etc/passwd"',
  ])('reads nothing outside the allowed folders: %s', (text) => {
    const access = new MemoryFiles({ '/w/boards/b.dts': `${text}\n`, '/etc/passwd': 'root:x\n' });
    access.link('/w/boards/link.h', '/etc/passwd');
    const store = new FileStore({ access, workingFolder: '/w/boards' });
    const input = store.open('b.dts') as SourceFile;
    const preprocessed = preprocess(input, { files: store, allowedFolders: ['/w'] });
    expect(preprocessed.problems.map(({ code }) => code)).toEqual(['include-outside-allowed-folders']);
    expect(linesOf(preprocessed).join()).not.toContain('root');
    expect(access.reads.has('/etc/passwd')).toBe(false);
  });

  test('reads above its folder where that is allowed', () => {
    const options = { files: { '/common/a.h': 'a' }, allowedFolders: ['/'] };
    expect(linesOfText('#include "../common/a.h"\n', options)).toEqual(['a']);
  });

  test('tells every file that it read, the input first, each once', () => {
    const files = { '/boards/a.h': '#include "b.h"\n', '/boards/b.h': '' };
    const read = preprocessText('#include "a.h"\n#include "b.h"\n', { files }).files;
    expect(read.map(({ path }) => path)).toEqual(['board.dts', 'a.h', 'b.h']);
  });
});

describe("dtc's /include/", () => {
  test('brings in a file as it stands: cpp never sees it', () => {
    const files = { '/boards/a.dtsi': '#define A 2\n<A>; #if\n' };
    expect(linesOfText('#define A 1\n/include/ "a.dtsi"\n<A>\n', { files })).toEqual([
      '#define A 2',
      '<A>; #if',
      '<1>',
    ]);
  });

  test('is found in the middle of a line, copied or expanded', () => {
    const files = { '/boards/a.dtsi': 'a;\n' };
    const text = '#define N n\nx { /include/ "a.dtsi" };\nN { /include/ "a.dtsi" };\n';
    expect(linesOfText(text, { files })).toEqual(['x {', 'a;', '};', 'n {', 'a;', '};']);
  });

  test('is no directive in a string or a comment', () => {
    const text = 'x = "/include/ \\"a\\""; // /include/ "a"\n/* /include/ "a" */ y = "\n/include/ ";\n';
    expect(problemsOf(text)).toEqual([]);
  });

  test("is looked for beside a file that it brought, and in the board's folder from one that #include brought", () => {
    const files = {
      '/boards/sub/a.dtsi': '/include/ "c.dtsi"\n',
      '/boards/sub/c.dtsi': 'sub',
      '/boards/c.dtsi': 'board',
      '/boards/sub/b.dtsi': '/include/ "c.dtsi"\n',
    };
    const text = '/include/ "sub/a.dtsi"\n#include "sub/b.dtsi"\n';
    expect(linesOfText(text, { files })).toEqual(['sub', 'board']);
  });

  test('stays in the text where cpp alone is wanted', () => {
    const text = '/include/ "a.dtsi"\n';
    expect(linesOfText(text, { resolveDtcIncludes: false })).toEqual(['/include/ "a.dtsi"']);
  });
});
