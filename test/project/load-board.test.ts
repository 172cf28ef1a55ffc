import { describe, expect, test } from 'vitest';
import { loadBoard, loadBoardText } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';

function projectOf(files: Readonly<Record<string, string | Uint8Array>>): {
  project: Project;
  access: MemoryFiles;
} {
  const access = new MemoryFiles(files);
  return { project: new Project({ access, workingFolder: '/home' }), access };
}

const codes = (problems: readonly { readonly code: string }[]): readonly string[] =>
  problems.map(({ code }) => code);

describe('loading a board', () => {
  test('goes from the file to its memory model', () => {
    const { project } = projectOf({
      '/home/board.dts':
        '#define BASE 0x80000000\n/dts-v1/; / { memory { device_type = "memory"; reg = <BASE 0x1000>; }; };',
    });
    const { path, board, problems, files } = loadBoard('board.dts', { project });
    expect(path).toBe('board.dts');
    expect(problems).toEqual([]);
    expect(files.map((file) => file.path)).toEqual(['board.dts']);
    expect(board?.model.banks[0]).toMatchObject({ base: 0x8000_0000n, size: 0x1000n });
  });

  test('finds the include folders of the tree that it stands in', () => {
    const { project } = projectOf({
      '/linux/include/dt-bindings/pool.h': '#define SIZE 0x2000',
      '/linux/arch/arm64/boot/dts/soc.dtsi': '/ { pool-size = <SIZE>; };',
      '/linux/arch/arm/boot/dts/vendor/board.dts':
        '/dts-v1/;\n#include <dt-bindings/pool.h>\n#include <arm64/soc.dtsi>\n',
    });
    const { board, problems } = loadBoard('/linux/arch/arm/boot/dts/vendor/board.dts', { project });
    expect(problems).toEqual([]);
    expect(board?.tree.root.property('pool-size')?.asCells()).toEqual([0x2000]);
    expect(board?.arch).toBe('arm');
  });

  test('takes -I and -D', () => {
    const { project } = projectOf({
      '/home/b.dts': '/dts-v1/;\n#include <x.dtsi>\n',
      '/inc/x.dtsi': '/ { a = <A>; };',
    });
    const options = { project, includeFolders: ['/inc'], defines: [{ name: 'A', value: '7' }] };
    expect(loadBoard('b.dts', options).board?.tree.root.property('a')?.asCells()).toEqual([7]);
  });

  test('reads a shared include once for all boards of a project', () => {
    const { project, access } = projectOf({
      '/home/a.dts': '/dts-v1/;\n#include "soc.dtsi"\n/ { a; };',
      '/home/b.dts': '/dts-v1/;\n#include "soc.dtsi"\n/ { b; };',
      '/home/soc.dtsi': '/ { soc; };',
    });
    const names = ['a.dts', 'b.dts'].map((path) => [
      ...(loadBoard(path, { project }).board?.tree.root.properties.keys() ?? []),
    ]);
    expect(names).toEqual([
      ['soc', 'a'],
      ['soc', 'b'],
    ]);
    expect(access.reads.get('/home/soc.dtsi')).toBe(1);
  });

  test('that is not there is one problem, and no board', () => {
    const { project } = projectOf({});
    const { board, problems } = loadBoard('board.dts', { project });
    expect(board).toBeUndefined();
    expect(codes(problems)).toEqual(['file-not-found']);
  });

  test('with an error gives no board, unless errors are allowed', () => {
    const text = '/dts-v1/; / { a = <1> b; };';
    expect(loadBoardText('x.dts', text).board).toBeUndefined();
    expect(loadBoardText('x.dts', text, { allowErrors: true }).board?.tree.root.path).toBe('/');
  });

  test('from a text finds its includes from the working folder', () => {
    const { project } = projectOf({ '/home/x.dtsi': '/ { x; };' });
    const { board } = loadBoardText('<stdin>', '/dts-v1/;\n#include "x.dtsi"\n', { project });
    expect(board?.tree.root.property('x')).toBeDefined();
  });
});

describe('/incbin/', () => {
  const board = '/dts-v1/; / { blob = /incbin/("blob.bin"); };';

  test('reads a file beside the one that names it', () => {
    const { project } = projectOf({ '/home/b.dts': board, '/home/blob.bin': Uint8Array.of(0, 255, 7) });
    expect(loadBoard('b.dts', { project }).board?.tree.root.property('blob')?.value).toEqual(
      Uint8Array.of(0, 255, 7),
    );
  });

  test('reads nothing outside the folders that may be read', () => {
    const { project } = projectOf({
      '/home/b.dts': board.replace('blob.bin', '/etc/secret'),
      '/etc/secret': 'x',
    });
    expect(codes(loadBoard('b.dts', { project }).problems)).toEqual(['include-outside-allowed-folders']);
  });

  test('says where a file is missing', () => {
    const { project } = projectOf({ '/home/b.dts': board });
    const [problem] = loadBoard('b.dts', { project }).problems;
    expect(problem).toMatchObject({ code: 'file-not-found', severity: 'error' });
    expect(problem?.place?.file.path).toBe('b.dts');
  });
});
