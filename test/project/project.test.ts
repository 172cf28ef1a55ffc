import { expect, test } from 'vitest';
import { loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';

const text = '/dts-v1/;\n#include "../shared.dtsi"\n';

/** How often the file that all boards include was read after each of them, with so many files held besides. */
function readsOfShared(others: number): number[] {
  const access = new MemoryFiles({ '/w/shared.dtsi': '/ { };' });
  const project = new Project({ access, workingFolder: '/w' });
  for (let index = 0; index < others; index++) project.files.put(`other/${index}.dtsi`, '');

  return ['a/1.dts', 'a/2.dts', 'b/1.dts', 'b/2.dts'].map((path) => {
    access.write(`/w/${path}`, text);
    expect(loadBoard(path, { project, allowedFolders: ['/w'] }).problems).toEqual([]);
    return access.reads.get('/w/shared.dtsi') ?? 0;
  });
}

test('a run of a few files reads each once', () => {
  expect(readsOfShared(10)).toEqual([1, 1, 1, 1]);
});

test('a run of many files lets go of them where it comes to another folder', () => {
  expect(readsOfShared(1000)).toEqual([1, 1, 2, 2]);
});

test("a board's own file is let go of when it is done, and read again for a board that includes it", () => {
  const access = new MemoryFiles({
    '/w/a.dts': '/dts-v1/;\n#include "soc.dtsi"\n',
    '/w/b.dts': '#include "a.dts"\n',
    '/w/soc.dtsi': '/ { soc { }; };\n',
  });
  const project = new Project({ access, workingFolder: '/w' });
  const first = loadBoard('a.dts', { project });
  const [own] = first.files;
  if (own === undefined) throw new Error('no file');
  project.drop(own);
  expect(project.files.has('a.dts')).toBe(false);

  const second = loadBoard('b.dts', { project });
  expect(second.board?.tree.nodeByPath('/soc')).toBeDefined();
  expect(Object.fromEntries(access.reads)).toEqual({ '/w/a.dts': 2, '/w/b.dts': 1, '/w/soc.dtsi': 1 });
});
