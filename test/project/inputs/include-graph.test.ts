import { describe, expect, it } from 'vitest';
import { IncludeGraph } from '../../../src/project/inputs/include-graph.ts';
import { scanIncludes } from '../../../src/project/inputs/include-scan.ts';
import { boardFoldersOf, treeAround } from '../../../src/project/inputs/source-folders.ts';
import { Project } from '../../../src/project/project.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';

function graphOf(files: Readonly<Record<string, string>>): {
  readonly graph: IncludeGraph;
  readonly access: MemoryFiles;
} {
  const access = new MemoryFiles(files);
  return { graph: new IncludeGraph(new Project({ access, workingFolder: '/tree' })), access };
}

const kernel = {
  '/tree/include/dt-bindings/gpio.h': '#define X 1\n',
  '/tree/arch/arm64/boot/dts/v/soc.dtsi': '#include <dt-bindings/gpio.h>\n',
  '/tree/arch/arm64/boot/dts/v/a.dts': '#include "soc.dtsi"\n',
  '/tree/arch/arm64/boot/dts/v/b.dts': '/include/ "soc.dtsi"\n',
  '/tree/arch/arm64/boot/dts/v/c.dts': '/ { };\n',
  '/tree/arch/arm/boot/dts/v/d.dts': '#include <arm64/v/soc.dtsi>\n',
};
const boards = Object.keys(kernel).filter((path) => path.endsWith('.dts'));

describe('the include graph', () => {
  it('finds boards through includes of every kind, in the order in which they were given', () => {
    const { graph } = graphOf(kernel);
    expect(graph.boardsReaching(boards, ['include/dt-bindings/gpio.h']).boards).toEqual([
      '/tree/arch/arm64/boot/dts/v/a.dts',
      '/tree/arch/arm64/boot/dts/v/b.dts',
      '/tree/arch/arm/boot/dts/v/d.dts',
    ]);
  });

  it('takes a board that is asked for itself', () => {
    const { graph } = graphOf(kernel);
    expect(graph.boardsReaching(boards, [boards[2] ?? '']).boards).toEqual([boards[2]]);
  });

  it('finds boards that look for a file that is gone, and is certain of them', () => {
    const { graph } = graphOf({ ...kernel, '/tree/arch/arm64/boot/dts/v/c.dts': '#include "gone.dtsi"\n' });
    const { boards: found, certain } = graph.boardsReaching(boards, ['arch/arm64/boot/dts/v/gone.dtsi']);
    expect(found).toEqual(['/tree/arch/arm64/boot/dts/v/c.dts']);
    expect([...certain]).toEqual(found);
  });

  it('finds boards that read another file since one before it is gone', () => {
    const { graph } = graphOf({
      ...kernel,
      '/tree/arch/arm64/boot/dts/v/c.dts': '#include "dt-bindings/gpio.h"\n',
    });
    const gone = 'arch/arm64/boot/dts/v/dt-bindings/gpio.h';
    expect(graph.boardsReaching(boards, [gone]).boards).toEqual(['/tree/arch/arm64/boot/dts/v/c.dts']);
  });

  it('does not take a board whose include is found elsewhere', () => {
    const { graph } = graphOf({
      ...kernel,
      '/tree/arch/arm64/boot/dts/v/dt-bindings/gpio.h': '',
      '/tree/arch/arm64/boot/dts/v/c.dts': '#include "dt-bindings/gpio.h"\n',
    });
    const { boards: found } = graph.boardsReaching(boards, ['include/dt-bindings/gpio.h']);
    expect(found).not.toContain('/tree/arch/arm64/boot/dts/v/c.dts');
  });

  it('takes every board whose includes only the preprocessor knows', () => {
    const { graph } = graphOf({ ...kernel, '/tree/arch/arm64/boot/dts/v/c.dts': '#include WHICH\n' });
    const { boards: found, certain } = graph.boardsReaching(boards, ['include/dt-bindings/gpio.h']);
    expect(found).toContain('/tree/arch/arm64/boot/dts/v/c.dts');
    expect(certain.size).toBe(0);
  });

  it('looks for includes in the folders of -I', () => {
    const { graph } = graphOf({ '/tree/a.dts': '#include <x.dtsi>\n', '/tree/inc/x.dtsi': '' });
    expect(graph.boardsReaching(['a.dts'], ['inc/x.dtsi']).boards).toEqual([]);
    expect(graph.boardsReaching(['a.dts'], ['inc/x.dtsi'], { includeFolders: ['inc'] }).boards).toEqual([
      'a.dts',
    ]);
  });

  it('ends where files include each other', () => {
    const { graph } = graphOf({ '/tree/a.dts': '#include "b.h"\n', '/tree/b.h': '#include "a.dts"\n' });
    expect(graph.boardsReaching(['a.dts'], ['b.h']).boards).toEqual(['a.dts']);
  });

  it('reads each file once, for all boards and questions', () => {
    const { graph, access } = graphOf(kernel);
    graph.boardsReaching(boards, ['include/dt-bindings/gpio.h']);
    graph.boardsReaching(boards, ['arch/arm64/boot/dts/v/soc.dtsi']);
    expect(Math.max(...access.reads.values())).toBe(1);
  });

  it('reads nothing outside the folders that a board may read', () => {
    const { graph, access } = graphOf({
      '/tree/.git/HEAD': '',
      '/tree/a.dts': '#include "../other/secret.h"\n',
      '/other/secret.h': '',
    });
    expect(graph.boardsReaching(['a.dts'], ['/other/secret.h']).boards).toEqual(['a.dts']);
    expect(access.reads.has('/other/secret.h')).toBe(false);
  });
});

describe('the includes of a text', () => {
  it.each([
    ['#include "a.h"', 'quoted'],
    ['  #  include <a.h>', 'angled'],
    ['/* why */ #include "a.h" // here', 'quoted'],
    ['\t/include/ "a.h";', 'dtc'],
    ['/include/ /* this */\n"a.h"', 'dtc'],
    ['#import "a.h"', 'quoted'],
  ] as const)('are found in %j', (text, kind) => {
    expect(scanIncludes(text)).toEqual({ includes: [{ name: 'a.h', kind }], isOpen: false });
  });

  it.each([
    '#include MACRO',
    '#include_next <a.h>',
    '#if __has_include(<a.h>)',
    'data = /incbin/("logo.bin");',
    '#\\\ninclude "a.h"',
    '#include \\\n "a.h"',
  ])('are open in %j', (text) => {
    expect(scanIncludes(text).isOpen).toBe(true);
  });

  it('are none in a text about something else', () => {
    expect(scanIncludes('/ { include = "x"; }; #define including 1\n')).toEqual({
      includes: [],
      isOpen: false,
    });
  });
});

describe("a tree's boards", () => {
  it.each([
    ['/tree/include/dt-bindings/gpio.h', ['/tree/arch/arm/boot/dts', '/tree/arch/arm64/boot/dts']],
    ['/tree/arch/arm64/boot/dts/v/soc.dtsi', ['/tree/arch/arm/boot/dts', '/tree/arch/arm64/boot/dts']],
  ])('of %s are below %j', (path, folders) => {
    const { access } = graphOf(kernel);
    expect(boardFoldersOf(treeAround(path, access), access)).toEqual(folders);
  });

  it('of a tree that is not known are all below the folder of the repository', () => {
    const access = new MemoryFiles({ '/mine/.git/HEAD': '', '/mine/boards/x.dtsi': '' });
    expect(boardFoldersOf(treeAround('/mine/boards/x.dtsi', access), access)).toEqual(['/mine']);
  });
});
