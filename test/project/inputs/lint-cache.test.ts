import { describe, expect, it } from 'vitest';
import { contentKey } from '../../../src/project/inputs/content-key.ts';
import { scanIncludes } from '../../../src/project/inputs/include-scan.ts';
import { type CacheStore, LintCache } from '../../../src/project/inputs/lint-cache.ts';
import type { FreshInput, LintedInput } from '../../../src/project/inputs/linted-input.ts';
import { lintBoard } from '../../../src/project/lint-board.ts';
import { loadBoard } from '../../../src/project/load-board.ts';
import { Project } from '../../../src/project/project.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';

const soc = `#define B_BASE 0x50100000
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		a@50000000 { reg = <0x50000000 0x200000>; no-map; };
		b@50100000 { reg = <B_BASE 0x200000>; no-map; };
		/* carveout-disable-next-node unit-address-mismatch -- as the firmware names it */
		c@60000000 { reg = <0x61000000 0x200000>; no-map; };
	};
};
`;
const tree = {
  '/tree/board.dts': '/dts-v1/;\n#include "soc.dtsi"\n',
  '/tree/soc.dtsi': soc,
};

class MemoryStore implements CacheStore {
  readonly texts = new Map<string, string>();
  read(name: string): string | undefined {
    return this.texts.get(name);
  }
  write(name: string, text: string): boolean {
    this.texts.set(name, text);
    return true;
  }
}

interface RunOptions {
  readonly store: MemoryStore;
  readonly version?: string;
  readonly preset?: 'strict';
  readonly includeFolders?: readonly string[];
}

/** A run of its own over a tree: from the cache where it is there, else linted and kept. */
function run(
  files: Readonly<Record<string, string>> | MemoryFiles,
  { store, version = '1', preset, includeFolders = [] }: RunOptions,
): { readonly linted: LintedInput; readonly isKnown: boolean } {
  const project = new Project({
    access: files instanceof MemoryFiles ? files : new MemoryFiles(files),
    workingFolder: '/tree',
  });
  const cache = new LintCache(project, store, version);
  const cached = { input: 'board.dts', includeFolders, sources: {}, request: { preset } };
  const known = cache.get(cached);
  if (known !== undefined) return { linted: known, isKnown: true };

  const loaded = loadBoard('board.dts', { project, includeFolders });
  const fresh: FreshInput = {
    ...loaded,
    board: loaded.board && lintBoard(loaded.board, { preset }, loaded.files),
    paths: loaded.files.map(({ absolutePath }) => absolutePath),
    arch: loaded.board?.arch,
  };
  cache.put(cached, fresh);
  return { linted: fresh, isKnown: false };
}

describe('what is kept of a board', () => {
  it('is what linting it gave, with its places, macros and comments', () => {
    const store = new MemoryStore();
    const first = run(tree, { store }).linted;
    const { linted: second, isKnown } = run(tree, { store });
    expect(isKnown).toBe(true);
    expect(first.board?.findings.map(({ rule }) => rule)).toEqual(['region-overlap']);
    expect(first.board?.findings[0]?.place.via?.name).toBe('B_BASE');
    expect(first.board?.suppressed).toHaveLength(1);
    expect(second.board).toEqual(first.board);
    expect(second.paths).toEqual(first.paths);
  });

  it.each([
    ['the board', { '/tree/board.dts': '/dts-v1/;\n\n#include "soc.dtsi"\n' }],
    ['an included file', { '/tree/soc.dtsi': soc.replace('0x50100000', '0x50200000') }],
  ])('holds no more when %s changes', (_, change) => {
    const store = new MemoryStore();
    run(tree, { store });
    expect(run({ ...tree, ...change }, { store }).isKnown).toBe(false);
    expect(run({ ...tree, ...change }, { store }).isKnown).toBe(true);
  });

  it('holds no more when an include is found elsewhere', () => {
    const store = new MemoryStore();
    const files = { '/tree/board.dts': '/dts-v1/;\n#include <soc.dtsi>\n', '/tree/inc/soc.dtsi': soc };
    const includeFolders = ['first', 'inc'];
    run(files, { store, includeFolders });
    expect(run(files, { store, includeFolders }).isKnown).toBe(true);
    const shadowed = { ...files, '/tree/first/soc.dtsi': '/ { };\n' };
    const { linted, isKnown } = run(shadowed, { store, includeFolders });
    expect({ isKnown, findings: linted.board?.findings }).toEqual({ isKnown: false, findings: [] });
  });

  it('holds no more when what an include in an #if asks for is there', () => {
    const store = new MemoryStore();
    const files = { ...tree, '/tree/board.dts': '/dts-v1/;\n#ifdef X\n#include "x.h"\n#endif\n/ { };\n' };
    run(files, { store });
    expect(run({ ...files, '/tree/x.h': '' }, { store }).isKnown).toBe(false);
  });

  it('holds no more when what stands behind a folder of the name comes', () => {
    const store = new MemoryStore();
    const files = {
      '/tree/board.dts': '/dts-v1/;\n#include <soc.dtsi>\n',
      '/tree/one/soc.dtsi/x': '',
      '/tree/inc/soc.dtsi': soc,
    };
    const includeFolders = ['one', 'two', 'inc'];
    run(files, { store, includeFolders });
    expect(run(files, { store, includeFolders }).isKnown).toBe(true);
    const shadowed = { ...files, '/tree/two/soc.dtsi': '/ { };\n' };
    expect(run(shadowed, { store, includeFolders }).linted.board?.findings).toEqual([]);
  });

  it('holds no more when what stands behind a file that may not be read comes', () => {
    const store = new MemoryStore();
    const files = {
      '/tree/board.dts': '/dts-v1/;\n#include "../soc.dtsi"\n',
      '/soc.dtsi': '/ { };\n',
      '/tree/two/k/x': '',
      '/tree/three/k/x': '',
      '/tree/three/soc.dtsi': soc,
    };
    const includeFolders = ['two/k', 'three/k'];
    run(files, { store, includeFolders });
    expect(run(files, { store, includeFolders }).isKnown).toBe(true);
    const shadowed = { ...files, '/tree/two/soc.dtsi': '/ { };\n' };
    expect(run(shadowed, { store, includeFolders }).isKnown).toBe(false);
  });

  it('is for the same options and the same version only', () => {
    const store = new MemoryStore();
    run(tree, { store });
    expect(run(tree, { store, preset: 'strict' }).isKnown).toBe(false);
    expect(run(tree, { store, version: '2' }).isKnown).toBe(false);
    expect(run(tree, { store, includeFolders: ['inc'] }).isKnown).toBe(false);
  });

  it.each([
    '#include WHICH\n',
    '#if __has_include("x.h")\n#endif\n',
    '#define P(a, b) a##b\n#if P(__has_, include)("x.h")\n#endif\n',
    '#inc\\\nlude <soc.dtsi>\n',
    '#/* over\nlines */include <soc.dtsi>\n',
    '#define I incbin\n',
  ])('is nothing where what it reads cannot be told: %j', (text) => {
    const store = new MemoryStore();
    const files = { ...tree, '/tree/board.dts': `/dts-v1/;\n#define WHICH "soc.dtsi"\n${text}/ { };\n` };
    run(files, { store });
    expect(store.texts.size).toBe(0);
  });

  it('is nothing of a board that cannot be read', () => {
    const store = new MemoryStore();
    run({ '/tree/board.dts': '/dts-v1/;\n#include "gone.dtsi"\n' }, { store });
    expect(store.texts.size).toBe(0);
  });

  it.each(['', '{', 'null', '[]', '{"stamps":[],"record":{"files":[]}}', '{"stamps":["x"],"record":{}}'])(
    'is linted anew where it reads %j',
    (text) => {
      const store = new MemoryStore();
      run(tree, { store });
      for (const name of store.texts.keys()) store.texts.set(name, text);
      expect(run(tree, { store }).linted.board?.findings).toHaveLength(1);
    },
  );

  it('shows no file whose text whoever wrote it did not know', () => {
    const store = new MemoryStore();
    run(tree, { store });
    for (const [name, text] of store.texts)
      store.texts.set(name, text.replaceAll('/tree/soc.dtsi', '/secret'));
    expect(run({ ...tree, '/secret': 'x' }, { store }).isKnown).toBe(false);
  });
});

it('finds includes behind whatever cpp takes for a space', () => {
  const text = '\f#\vinclude/**/<a.h>\n%:\tinclude "b.h"\n';
  expect(scanIncludes(text).includes.map(({ name }) => name)).toEqual(['a.h', 'b.h']);
});

describe('a key', () => {
  it('is the same for equal values, whatever the order of their properties', () => {
    const value = { a: 1n, b: new Map([['x', [1, '1', true]]]), c: undefined };
    expect(contentKey(value)).toBe(contentKey({ b: new Map([['x', [1, '1', true]]]), a: 1n }));
  });

  it.each([
    [1, 1n],
    [1, '1'],
    [null, undefined],
    [['a', 'b'], ['a,b']],
    [new Map([['a', 1]]), { a: 1 }],
    [Uint8Array.of(1), Uint8Array.of(2)],
  ])('tells %j from another', (left, right) => {
    expect(contentKey(left)).not.toBe(contentKey(right));
  });

  it('is none for what runs', () => {
    expect(contentKey({ check: () => 1 })).toBeUndefined();
  });
});

describe('where the file system tells of changes', () => {
  const files = { ...tree, '/tree/board.dts': '/dts-v1/;\n#include <soc.dtsi>\n', '/tree/inc/soc.dtsi': soc };
  const includeFolders = ['first', 'inc'];

  it('nothing is read that nothing has happened to', () => {
    const store = new MemoryStore();
    const access = new TellingFiles(files);
    run(access, { store, includeFolders });
    access.reads.clear();
    const { isKnown, linted } = run(access, { store, includeFolders });
    expect(isKnown).toBe(true);
    expect(linted.board?.findings).not.toEqual([]);
    expect([...access.reads.keys()]).toEqual(['/tree/inc/soc.dtsi']);
  });

  it.each([
    ['a file', '/tree/inc/soc.dtsi', '/ { };\n'],
    ['what an include may mean instead', '/tree/first/soc.dtsi', '/ { };\n'],
  ])('%s that has changed is seen', (_, path, text) => {
    const store = new MemoryStore();
    run(new TellingFiles(files), { store, includeFolders });
    const { isKnown, linted } = run(new TellingFiles({ ...files, [path]: text }), { store, includeFolders });
    expect({ isKnown, findings: linted.board?.findings }).toEqual({ isKnown: false, findings: [] });
  });

  it.each([
    ['leads elsewhere', '/tree/other/good.h'],
    ['leads to something at last', undefined],
  ])('a link behind a link that %s is seen', (_, first) => {
    const store = new MemoryStore();
    const texts = {
      '/tree/board.dts': '/dts-v1/;\n#include <soc.h>\n',
      '/tree/other/good.h': '/ { };\n',
      '/tree/last/soc.h': '/ { };\n',
      '/tree/bad.h': soc,
    };
    const linked = (target: string | undefined): TellingFiles => {
      const access = new TellingFiles(texts);
      access.link('/tree/inc/soc.h', '/tree/other/soc.h');
      if (target !== undefined) access.link('/tree/other/soc.h', target);
      return access;
    };
    const folders = { store, includeFolders: ['inc', 'last'] };
    expect(run(linked(first), folders).linted.board?.findings).toEqual([]);
    expect(run(linked(first), folders).isKnown).toBe(true);
    expect(run(linked('/tree/bad.h'), folders).linted.board?.findings).toHaveLength(1);
  });

  it('what was touched and not changed is read, and known', () => {
    const store = new MemoryStore();
    run(new TellingFiles(files), { store, includeFolders });
    const touched = new TellingFiles(files, 'touched');
    expect(run(touched, { store, includeFolders }).isKnown).toBe(true);
    expect(touched.reads.has('/tree/board.dts')).toBe(true);
  });

  it('what has changed since the process began, or just before, is not trusted', () => {
    const store = new MemoryStore();
    for (const changed of [Date.now(), performance.timeOrigin - 1000]) {
      const access = new TellingFiles(files, '', changed);
      run(access, { store, includeFolders });
      access.reads.clear();
      expect(run(access, { store, includeFolders }).isKnown).toBe(true);
      expect(access.reads.has('/tree/board.dts')).toBe(true);
    }
  });
});

/** Files with an identity, as those of a disk have one. */
class TellingFiles extends MemoryFiles {
  readonly #texts: Readonly<Record<string, string>>;
  readonly #mark: string;
  readonly #changed: number;

  constructor(files: Readonly<Record<string, string>>, mark = '', changed = 0) {
    super(files);
    this.#texts = files;
    this.#mark = mark;
    this.#changed = changed;
  }

  identity(path: string): { readonly text: string; readonly changed: number } {
    const real = this.realPath(path);
    const names = real === undefined ? 'nothing' : this.list(real).join(' ');
    const content = `${real} ${this.#texts[real ?? ''] ?? names}`;
    return { text: `${this.#mark} ${content}`, changed: this.#changed };
  }
}
