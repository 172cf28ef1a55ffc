import { describe, expect, it } from 'vitest';
import type { Define } from '../../src/preprocessor/run.ts';
import { loadTree } from '../../src/project/load-tree.ts';
import { Project } from '../../src/project/project.ts';
import { problemsPretty } from '../../src/report/problem-pretty.ts';
import type { Terminal } from '../../src/report/terminal.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const terminal: Terminal = { width: 100, colour: false, unicode: true };

interface Situation {
  readonly files?: Readonly<Record<string, string>>;
  readonly defines?: readonly Define[];
  readonly terminal?: Terminal;
}

/** All that is said about a board, as printed, with an empty line around it. */
function said(
  text: string,
  { files = {}, defines = [], terminal: shown = terminal }: Situation = {},
): string {
  const access = new MemoryFiles({ '/board.dts': text, ...files });
  const project = new Project({ access, workingFolder: '/' });
  const file = project.files.open('/board.dts');
  if (!(file instanceof SourceFile)) throw new Error('the board could not be read');
  const { problems } = loadTree({ kind: 'source', file }, { project, defines });
  return `\n${problemsPretty(problems, shown)}\n`;
}

describe('the ten commonest mistakes', () => {
  it('a missing semicolon', () => {
    expect(said('/dts-v1/;\n/ {\n\tmodel = "Demo"\n\tcompatible = "demo";\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:3:15: error: Expected \`;\` after \`"Demo"\`, found \`compatible\`. [missing-semicolon]
        |
      3 |     model = "Demo"
        |                  ^
        = help: Add \`;\` here.
      "
    `);
  });

  it('a missing semicolon before a brace', () => {
    expect(said('/dts-v1/;\n/ {\n\tcpus {\n\t\treg = <1>\n\t};\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:4:11: error: Expected \`;\` after \`>\`, found \`}\`. [missing-semicolon]
        |
      4 |         reg = <1>
        |                 ^
        = help: Add \`;\` here.
      "
    `);
  });

  it('a missing semicolon at the end of the file', () => {
    expect(said('/dts-v1/;\n/ {\n\tmodel = "Demo";\n}\n')).toMatchInlineSnapshot(`
      "
      board.dts:4:1: error: Expected \`;\` after \`}\`, found the end of the file. [missing-semicolon]
        |
      4 | }
        | ^
        = help: A node ends with \`};\`.
      "
    `);
  });

  it('a missing semicolon in an included file', () => {
    const files = { '/soc.dtsi': '#include "cpus.dtsi"\n', '/cpus.dtsi': '/ {\n\ta = <1>\n\tb = <2>;\n};\n' };
    expect(said('/dts-v1/;\n#include "soc.dtsi"\n', { files })).toMatchInlineSnapshot(`
      "
      In file included from soc.dtsi:1,
                       from board.dts:2:
      cpus.dtsi:2:8: error: Expected \`;\` after \`>\`, found \`b\`. [missing-semicolon]
        |
      2 |     a = <1>
        |           ^
        = help: Add \`;\` here.
      "
    `);
  });

  it('a property after a subnode', () => {
    expect(said('/dts-v1/;\n/ {\n\tcpus { };\n\tmodel = "Demo";\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:4:2: error: \`model\` stands behind a subnode: properties come first in their node. [property-after-subnode]
        |
      3 |     cpus { };
        |     ---- the first subnode
      4 |     model = "Demo";
        |     ^^^^^
        = help: Move \`model\` above \`cpus\`.
      "
    `);
  });

  it('a label that nobody has', () => {
    const text =
      '/dts-v1/;\n/ {\n\tuart0: serial { };\n\tchosen {\n\t\tstdout = &uart;\n\t\tport = <&uart>;\n\t};\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:6:11: error: No node has the label \`uart\`. [undefined-label]
        |
      5 |         stdout = &uart;
        |                  ----- and here
      6 |         port = <&uart>;
        |                 ^^^^^
        = help: Did you mean \`&uart0\`?
      "
    `);
  });

  it('an unknown directive', () => {
    expect(said('/dts-v1/;\n/ {\n\t/delete-nod/ cpus;\n\tmodel = "Demo";\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:3:2: error: There is no directive \`/delete-nod/\`. [unknown-directive]
        |
      3 |     /delete-nod/ cpus;
        |     ^^^^^^^^^^^^
        = help: Did you mean \`/delete-node/\`?
      "
    `);
  });

  it('a wrong width', () => {
    expect(said('/dts-v1/;\n/ {\n\ta = /bits/ 24 <1>;\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:3:13: error: /bits/ takes 8, 16, 32 or 64, not 24. [bits-width]
        |
      3 |     a = /bits/ 24 <1>;
        |                ^^
        = help: Write \`/bits/ 32 <...>\`.
      "
    `);
  });

  it('a value that is too wide', () => {
    expect(said('/dts-v1/;\n/ {\n\treg = <0x880000000 0x1000>;\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:3:9: warning: 0x880000000 does not fit into 32 bits; the upper bits are lost. [value-truncated]
        |
      3 |     reg = <0x880000000 0x1000>;
        |            ^^^^^^^^^^^
        = help: Write it as two cells: \`0x8 0x80000000\`.
      "
    `);
  });

  it('a unit address with 0x', () => {
    expect(said('/dts-v1/;\n/ {\n\tmemory@0x80000000 { };\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:3:2: warning: The unit address of \`memory@0x80000000\` begins with 0x. [unit-address-prefix]
        |
      3 |     memory@0x80000000 { };
        |     ^^^^^^^^^^^^^^^^^
        = help: Write \`memory@80000000\`: unit addresses are hex without a prefix.
      "
    `);
  });

  it('two nodes of one name', () => {
    expect(said('/dts-v1/;\n/ {\n\tled { };\n\tled { };\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:4:2: error: Node \`led\` is defined twice in /. [duplicate-node]
        |
      3 |     led { };
        |     --- first defined here
      4 |     led { };
        |     ^^^
        = help: Join them in one node, or tell them apart: \`led-0\`, \`led-1\`.
      "
    `);
  });

  it('no version', () => {
    expect(said('/ {\n\tmodel = "Demo";\n};\n')).toMatchInlineSnapshot(`
      "
      board.dts:1:1: error: The file does not begin with \`/dts-v1/;\`. [missing-version]
        |
      1 | / {
        | ^
        = help: Write \`/dts-v1/;\` as the first line.
      "
    `);
  });

  it('too few arguments of a macro', () => {
    const text = '#define MIB(base, count) (base + count)\n/dts-v1/;\n/ {\n\ta = <MIB(1)>;\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:4:7: error: The macro MIB takes 2 arguments, and gets 1. [macro-argument-count]
        |
      4 |     a = <MIB(1)>;
        |          ^^^
        ::: board.dts:1:9
        |
      1 | #define MIB(base, count) (base + count)
        |         --- MIB is defined here
        = help: Write \`MIB(base, count)\`.
      "
    `);
  });
});

describe('through macros', () => {
  it('the use is shown first, then the definition, then the expansion', () => {
    const text = '/dts-v1/;\n#define POOL <0x1000 0x100\n/ {\n\treg = POOL;\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:4:8: error: Expected \`>\` to close the cells, found \`;\`. [missing-angle]
        |
      4 |     reg = POOL;
        |           ^^^^
        ::: board.dts:2:22
        |
      2 | #define POOL <0x1000 0x100
        |                      ----- POOL is defined here
        = note: POOL expands to: <0x1000 0x100
        = help: Add \`>\` here.
      "
    `);
  });

  it('the outermost of nested macros is the use', () => {
    const text =
      '#define SIZE 09\n#define RANGE(base) base SIZE\n/dts-v1/;\n/ {\n\treg = <RANGE(0x1000)>;\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:5:9: error: \`09\` is no number: a leading 0 means octal, which has no digits 8 and 9. [bad-number]
        |
      5 |     reg = <RANGE(0x1000)>;
        |            ^^^^^
        ::: board.dts:2:26
        |
      2 | #define RANGE(base) base SIZE
        |                          ---- RANGE is defined here
        ::: board.dts:1:14
        |
      1 | #define SIZE 09
        |              -- SIZE is defined here
        = note: RANGE expands to: 0x1000 09
        = help: Write \`9\`, or \`0x…\` for hex.
      "
    `);
  });

  it('a macro of the command line has only its expansion', () => {
    const text = '/dts-v1/;\n/ {\n\treg = <SIZE>;\n};\n';
    expect(said(text, { defines: [{ name: 'SIZE', value: '08' }] })).toMatchInlineSnapshot(`
      "
      board.dts:3:9: error: \`08\` is no number: a leading 0 means octal, which has no digits 8 and 9. [bad-number]
        |
      3 |     reg = <SIZE>;
        |            ^^^^
        = note: SIZE expands to: 08
        = help: Write \`8\`, or \`0x…\` for hex.
      "
    `);
  });

  it('a label that a macro refers to', () => {
    const text = '#define GIC &intc\n/dts-v1/;\n/ {\n\tparent = <GIC>;\n\tintr: controller { };\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:4:12: error: No node has the label \`intc\`. [undefined-label]
        |
      4 |     parent = <GIC>;
        |               ^^^
        ::: board.dts:1:13
        |
      1 | #define GIC &intc
        |             - GIC is defined here
        = note: GIC expands to: &intc
        = help: Did you mean \`&intr\`?
      "
    `);
  });

  it('fits 60 columns in ASCII', () => {
    const text =
      '#define SIZE 09\n#define RANGE(base) base SIZE\n/dts-v1/;\n/ {\n\treg = <RANGE(0x1000)>;\n};\n';
    const narrow: Terminal = { width: 60, colour: false, unicode: false };
    const lines = said(text, { terminal: narrow });
    expect(lines.split('\n').filter((line) => line.length > 60)).toEqual([]);
    expect(lines).toMatchInlineSnapshot(`
      "
      board.dts:5:9: error:
        \`09\` is no number: a leading 0 means octal, which has no
        digits 8 and 9. [bad-number]
        |
      5 |     reg = <RANGE(0x1000)>;
        |            ^^^^^
        ::: board.dts:2:26
        |
      2 | #define RANGE(base) base SIZE
        |                          ---- RANGE is defined here
        ::: board.dts:1:14
        |
      1 | #define SIZE 09
        |              -- SIZE is defined here
        = note: RANGE expands to: 0x1000 09
        = help: Write \`9\`, or \`0x…\` for hex.
      "
    `);
  });
});

describe('several mistakes', () => {
  it('are each told once', () => {
    const text =
      '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2>;\n\n\tone {\n\t\tc = "x" "y";\n\t};\n\n\ttwo {\n\t\td = <3;\n\t};\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:3:8: error: Expected \`;\` after \`>\`, found \`b\`. [missing-semicolon]
        |
      3 |     a = <1>
        |           ^
        = help: Add \`;\` here.

      board.dts:7:9: error: Expected \`,\` or \`;\` after \`"x"\`, found \`"y"\`. [missing-comma]
        |
      7 |         c = "x" "y";
        |               ^
        = help: The values of a property are separated by commas.

      board.dts:11:8: error: Expected \`>\` to close the cells, found \`;\`. [missing-angle]
         |
      11 |         d = <3;
         |              ^
        = help: Add \`>\` here.
      "
    `);
  });

  it('where a brace is missing, the rest is still understood', () => {
    const text =
      '/dts-v1/;\n/ {\n\tone {\n\t\ta;\n\n\ttwo {\n\t\tb;\n\t};\n};\n\n&{/two} {\n\tc = <1>\n\td;\n};\n';
    expect(said(text)).toMatchInlineSnapshot(`
      "
      board.dts:4:4: error: Expected \`};\`, found \`two\`. [missing-brace]
        |
      3 |     one {
        |         - probably this brace is never closed
      4 |         a;
        |          ^

      board.dts:12:8: error: Expected \`;\` after \`>\`, found \`d\`. [missing-semicolon]
         |
      12 |     c = <1>
         |           ^
        = help: Add \`;\` here.
      "
    `);
  });
});
