import { describe, expect, it } from 'vitest';
import { type LoadOptions, loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';

/** Loads /tree/boards/x.dts, which stands in a git repository, with a secret outside it. */
function load(
  body: string,
  options: LoadOptions = {},
  links: Readonly<Record<string, string>> = {},
): { readonly codes: readonly string[]; readonly said: string; readonly names: readonly string[] } {
  const access = new MemoryFiles({
    '/tree/.git/config': '',
    '/tree/boards/x.dts': `/dts-v1/;\n${body}\n`,
    '/tree/boards/own.dtsi': '/ { own { }; };\n',
    '/tree/shared/shared.dtsi': '/ { shared { }; };\n',
    '/secret/key.dtsi': '/ { key { }; };\n',
    '/secret/key.bin': Uint8Array.of(1, 2),
    '/lib/lib.dtsi': '/ { lib { }; };\n',
  });
  for (const [path, target] of Object.entries(links)) access.link(path, target);
  const project = new Project({ access, workingFolder: '/tree/boards' });
  const { board, problems } = loadBoard('x.dts', { ...options, project, allowErrors: true });
  return {
    codes: problems.map(({ code }) => code),
    said: problems.map(({ message, help }) => `${message} ${help ?? ''}`).join('\n'),
    names: [...(board?.tree.root.children.keys() ?? [])],
  };
}

const outside = ['include-outside-allowed-folders'];

describe('a source may read', () => {
  it.each([
    ['what stands beside it', '#include "own.dtsi"', ['own']],
    ['what stands elsewhere in its repository', '#include "../shared/shared.dtsi"', ['shared']],
    ['that by its whole path', '#include "/tree/shared/shared.dtsi"', ['shared']],
    ["that by dtc's include", '/include/ "../shared/shared.dtsi"', ['shared']],
  ])('%s', (_, include, names) => {
    expect(load(`${include}\n/ { };`)).toMatchObject({ codes: [], names });
  });

  it('what a link in the tree leads to in the tree, over several links', () => {
    const links = {
      '/tree/boards/a.dtsi': '/tree/boards/b.dtsi',
      '/tree/boards/b.dtsi': '/tree/shared/shared.dtsi',
    };
    expect(load('#include "a.dtsi"\n/ { };', {}, links)).toMatchObject({ codes: [], names: ['shared'] });
  });

  it('the folders of -I and --allow', () => {
    expect(load('#include <lib.dtsi>\n/ { };', { includeFolders: ['/lib'] })).toMatchObject({
      codes: [],
      names: ['lib'],
    });
    expect(load('#include "/lib/lib.dtsi"\n/ { };', { allowedFolders: ['/lib'] })).toMatchObject({
      codes: [],
      names: ['lib'],
    });
  });

  it('through links into a folder of --allow', () => {
    const links = { '/tree/boards/k.dtsi': '/secret/key.dtsi' };
    expect(load('#include "k.dtsi"\n/ { };', { allowedFolders: ['/secret'] }, links)).toMatchObject({
      codes: [],
      names: ['key'],
    });
  });
});

describe('a source may not read', () => {
  it.each([
    ['a whole path', '#include "/secret/key.dtsi"\n/ { };'],
    ['a chain of ..', '#include "../../secret/key.dtsi"\n/ { };'],
    ["dtc's include", '/include/ "/secret/key.dtsi"\n/ { };'],
    ['/incbin/', '/ { a = /incbin/("/secret/key.bin"); };'],
    ['/incbin/ with ..', '/ { a = /incbin/("../../secret/key.bin"); };'],
  ])('what stands outside, by %s', (_, source) => {
    const { codes, said, names } = load(source);
    expect(codes).toEqual(outside);
    expect(said).toContain('leads to /secret, outside the folders that may be read: /tree.');
    expect(said).toContain('--allow /secret');
    expect(names).not.toContain('key');
  });

  it.each([
    ['a link to a file', '/tree/boards/k.dtsi', '/secret/key.dtsi', 'k.dtsi'],
    ['a link to a folder', '/tree/boards/k', '/secret', 'k/key.dtsi'],
  ])('what stands outside, by %s', (_, link, target, name) => {
    const links = { [link]: target };
    expect(load(`#include "${name}"\n/ { };`, {}, links)).toMatchObject({ codes: outside, names: [] });
    expect(load(`/include/ "${name}"\n/ { };`, {}, links)).toMatchObject({ codes: outside, names: [] });
    expect(load(`/ { a = /incbin/("${name}"); };`, {}, links).codes).toEqual(outside);
  });

  it('over several links', () => {
    const links = { '/tree/boards/a.dtsi': '/tree/boards/b.dtsi', '/tree/boards/b.dtsi': '/secret/key.dtsi' };
    expect(load('#include "a.dtsi"\n/ { };', {}, links).codes).toEqual(outside);
  });

  it('a neighbour whose name only begins like an allowed folder', () => {
    const access = new MemoryFiles({
      '/tree/x.dts': '/dts-v1/;\n#include "../tree-2/k.dtsi"\n/ { };',
      '/tree-2/k.dtsi': '/ { key { }; };',
    });
    const { problems } = loadBoard('/tree/x.dts', { project: new Project({ access, workingFolder: '/' }) });
    expect(problems.map(({ code }) => code)).toEqual(outside);
  });

  it('in no repository, what stands beside its folder', () => {
    const access = new MemoryFiles({
      '/tmp/a/x.dts': '/dts-v1/;\n#include "../b/k.dtsi"\n/ { };',
      '/tmp/b/k.dtsi': '/ { key { }; };',
    });
    const { problems } = loadBoard('/tmp/a/x.dts', { project: new Project({ access, workingFolder: '/' }) });
    expect(problems.map(({ code }) => code)).toEqual(outside);
  });

  it.each(['"/secret/key.dtsi"', '"../../secret/key.dtsi"', '"k.dtsi"', '</secret/key.dtsi>'])(
    'not even whether %s exists',
    (name) => {
      const links = { '/tree/boards/k.dtsi': '/secret/key.dtsi' };
      const source = `#if __has_include(${name})\n/ { leak { }; };\n#else\n/ { };\n#endif`;
      expect(load(source, {}, links)).toMatchObject({ codes: [], names: [] });
    },
  );

  it('what a link hides, where a folder of -I has the file too', () => {
    const links = { '/tree/boards/lib.dtsi': '/secret/key.dtsi' };
    const loaded = load('#include "lib.dtsi"\n/ { };', { includeFolders: ['/lib'] }, links);
    expect(loaded).toMatchObject({ codes: [], names: ['lib'] });
  });
});
