import { describe, expect, it } from 'vitest';
import { loadTree } from '../../src/project/load-tree.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { SourceFile } from '../../src/source/source-file.ts';

/** The errors of a board, as `line:column code`, with the file before it where that is another. */
function errorsOf(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const access = new MemoryFiles({ '/board.dts': text, ...files });
  const project = new Project({ access, workingFolder: '/' });
  const file = project.files.open('/board.dts') as SourceFile;
  return loadTree({ kind: 'source', file }, { project })
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, place }) => {
      if (place === undefined) return code;
      const { line, column } = place.file.lineColumn(place.start);
      return `${place.file === file ? '' : `${place.file.path}:`}${line}:${column} ${code}`;
    });
}

function inSoc(...lines: readonly string[]): string {
  return ['/dts-v1/;', '/ {', '\tsoc {', ...lines, '\t};', '\tlast { };', '};', ''].join('\n');
}

describe('slips side by side', () => {
  it.each([
    [
      'both semicolons of a node on one line',
      ['\t\tuart@0 { reg = <0> }', '\t\tnext { };'],
      ['4:20 missing-semicolon', '4:22 missing-semicolon'],
    ],
    [
      'both semicolons before another brace',
      ['\t\tuart@0 { reg = <0> }'],
      ['4:20 missing-semicolon', '4:22 missing-semicolon'],
    ],
    [
      'both before a property',
      ['\t\tu { a = <0> }', '\t\tb = <1>;'],
      ['4:13 missing-semicolon', '4:15 missing-semicolon', '5:3 property-after-subnode'],
    ],
    ['a semicolon and an angle bracket', ['\t\ta = <1', '', '\t\tlabel: b { };'], ['4:8 missing-angle']],
    ['an angle bracket and a comma', ['\t\ta = <1 2', '\t\t    <3 4>;'], ['4:10 missing-sign']],
    ['an equals sign and an angle bracket', ['\t\ta', '\t\t\t1 2>;'], ['4:3 missing-sign']],
    [
      'a semicolon before the brace',
      ['\t\tu {', '\t\t\ta = <1>;', '\t\t;}', '\t\tnext { };'],
      ['6:3 stray-semicolon'],
    ],
  ])('%s', (_, lines, told) => {
    expect(errorsOf(inSoc(...lines))).toEqual(told);
  });
});

describe('behind slips that could be repaired', () => {
  it('labels that nobody has are told, too', () => {
    expect(errorsOf(inSoc('\t\ta = <1>', '\t\tb = <&nobody>;'))).toEqual([
      '4:9 missing-semicolon',
      '5:8 undefined-label',
    ]);
  });

  it('names that clash are told, too', () => {
    expect(errorsOf(inSoc('\t\ta = <1>', '\t\tx { };', '\t\tx { };'))).toEqual([
      '4:9 missing-semicolon',
      '6:3 duplicate-node',
    ]);
  });

  it('a label without its colon is not missed', () => {
    expect(errorsOf(inSoc('\t\tp = <&uart>;', '\t\tuart serial@0 { };'))).toHaveLength(1);
  });

  it('the subnodes of what nobody can extend are not missed', () => {
    const text = '/dts-v1/;\n/ { a = <&inner>; };\n&nobody { inner: x { }; };\n';
    expect(errorsOf(text)).toEqual(['3:1 undefined-label']);
  });

  it('behind what was not read, nothing is missed', () => {
    expect(errorsOf(inSoc('\t\ta = <&later>;', '\t\t/* no end', '\t\tlater: x { };'))).toEqual([
      '5:3 unterminated-comment',
    ]);
  });
});

const slips: readonly (readonly [name: string, line: string, column: number, code: string])[] = [
  ['a missing semicolon', 'a = <1>', 7, 'missing-semicolon'],
  ['a label that nobody has', 'a = <&nobody>;', 6, 'undefined-label'],
  ['an unknown directive', '/delete-nod/ x;', 1, 'unknown-directive'],
  ['a wrong width', 'a = /bits/ 24 <1>;', 12, 'bits-width'],
  ['two nodes of one name', 'x { }; x { };', 8, 'duplicate-node'],
  ['too few arguments of a macro', 'a = <TWO(1)>;', 6, 'macro-argument-count'],
];

const two = '#define TWO(a, b) (a + b)\n';

describe.each(slips)('%s', (_, line, column, code) => {
  const head = `${two}/dts-v1/;\n`;

  it('right before a brace', () => {
    expect(errorsOf(`${head}/ {\n${line}\n};\n`)).toEqual([`4:${column} ${code}`]);
  });

  it('behind tabs', () => {
    expect(errorsOf(`${head}/ {\n\t\t${line}\n};\n`)).toEqual([`4:${column + 2} ${code}`]);
  });

  it('in a file with CRLF', () => {
    expect(errorsOf(`${head}/ {\n${line}\n};\n`.replaceAll('\n', '\r\n'))).toEqual([`4:${column} ${code}`]);
  });

  it('behind characters of several bytes', () => {
    const [problem] = errorsOf(`${head}/ {\n/* 漢字 😀 */ ${line}\n};\n`);
    expect(problem).toMatch(new RegExp(`^4:\\d+ ${code}$`));
  });

  it('in an included file', () => {
    const files = { '/soc.dtsi': `/ {\n${line}\n};\n` };
    expect(errorsOf(`${head}#include "soc.dtsi"\n`, files)).toEqual([`soc.dtsi:2:${column} ${code}`]);
  });

  it('through a macro, where it is used', () => {
    const told = errorsOf(`${two}#define SLIP ${line}\n/dts-v1/;\n/ {\nSLIP\n};\n`);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^5:1 ${code}$`))]);
  });

  it('beside another mistake', () => {
    const told = errorsOf(`${head}/ {\n${line}\n};\n/ {\n\tb = "x" "y";\n};\n`);
    expect(new Set(told)).toEqual(new Set([`4:${column} ${code}`, '7:8 missing-comma']));
    expect(told).toHaveLength(2);
  });
});

describe('a tree without a root', () => {
  it('is refused, though dtc writes one that nobody can read', () => {
    expect(errorsOf('/dts-v1/;\n/ { a; };\n/delete-node/ &{/};\n')).toEqual(['3:15 no-root']);
    expect(errorsOf('/dts-v1/;\n/ { a; };\n/omit-if-no-ref/ &{/};\n')).toEqual(['2:1 no-root']);
  });

  it('is taken where the root comes back, or something refers to it', () => {
    expect(errorsOf('/dts-v1/;\n/ { a; };\n/delete-node/ &{/};\n/ { b; };\n')).toEqual([]);
    expect(errorsOf('/dts-v1/;\n/ { a = &{/}; };\n/omit-if-no-ref/ &{/};\n')).toEqual([]);
  });
});
