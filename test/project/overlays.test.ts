import { describe, expect, test } from 'vitest';
import { compileTree } from '../../src/project/compile-tree.ts';
import { type LoadedBoard, loadInput } from '../../src/project/load-board.ts';
import type { TreeInput } from '../../src/project/tree-input.ts';
import { locationText } from '../../src/report/code-frame.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const base = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved: reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool: pool@48000000 { no-map; reg = <0x48000000 0x100000>; };
	};
	video: video { memory-region = <&pool>; };
};
`;
const overlay = `/dts-v1/;
/plugin/;
&reserved { second: pool@50000000 { no-map; reg = <0x50000000 0x200000>; }; };
&video { memory-region = <&pool>, <&second>; };
&pool { reg = <0x48000000 0x200000>; };
`;

const source = (path: string, text: string): TreeInput => ({
  kind: 'source',
  file: new SourceFile(path, text),
});

function blob(path: string, text: string): TreeInput {
  const bytes = compileTree(source(path, text), { symbols: true }).blob ?? new Uint8Array();
  return { kind: 'blob', path, bytes, absolutePath: undefined };
}

function regionsOf({ board }: LoadedBoard): unknown {
  return board?.model.regions.map(({ path, reg, users }) => [
    path,
    reg[0]?.size,
    users.map(({ index }) => index),
  ]);
}

describe('an overlay', () => {
  const expected = [
    ['/reserved-memory/pool@48000000', 0x20_0000n, [0]],
    ['/reserved-memory/pool@50000000', 0x20_0000n, [1]],
  ];

  test.each([
    ['source on a source', source('base.dts', base), source('more.dtso', overlay)],
    ['blob on a source', source('base.dts', base), blob('more.dtbo', overlay)],
    ['source on a blob', blob('base.dtb', base), source('more.dtso', overlay)],
    ['blob on a blob', blob('base.dtb', base), blob('more.dtbo', overlay)],
  ])('that is a %s changes and adds regions', (_, input, more) => {
    const loaded = loadInput(input, { overlays: [more] });
    expect(loaded.problems).toEqual([]);
    expect(regionsOf(loaded)).toEqual(expected);
  });

  test('leaves every place where it was written', () => {
    const { board } = loadInput(source('base.dts', base), { overlays: [source('more.dtso', overlay)] });
    const [pool, second] = board?.model.regions ?? [];
    const reg = pool?.node.property('reg');
    expect(pool && locationText(pool.node.place)).toBe('base.dts:9:9');
    expect(reg && locationText(reg.placeOfByte(4))).toBe('more.dtso:5:27');
    expect(reg?.writes.map(({ kind, place }) => [kind, place.file.path])).toEqual([
      ['defined', 'base.dts'],
      ['extended', 'more.dtso'],
    ]);
    expect(second && locationText(second.node.place)).toBe('more.dtso:3:21');
  });

  test('may be for what an earlier one brought', () => {
    const third = '/dts-v1/; /plugin/; &second { no-map; reg = <0x50000000 0x300000>; };';
    const overlays = [source('more.dtso', overlay), source('third.dtso', third)];
    const { board, problems } = loadInput(source('base.dts', base), { overlays });
    expect(problems).toEqual([]);
    expect(board?.model.regions[1]?.reg[0]?.size).toBe(0x30_0000n);
  });

  test('may have fragments for paths', () => {
    const text =
      '/dts-v1/; /plugin/; / { fragment@0 { target-path = "/video"; __overlay__ { status = "okay"; }; }; };';
    const { board } = loadInput(source('base.dts', base), { overlays: [source('more.dtso', text)] });
    expect(board?.tree.nodeByPath('/video')?.property('status')?.asString()).toBe('okay');
  });

  test('names a node without its unit address, as fdtoverlay takes it', () => {
    const text = '/dts-v1/; /plugin/; &{/reserved-memory} { pool { status = "disabled"; }; };';
    const { board } = loadInput(source('base.dts', base), { overlays: [source('more.dtso', text)] });
    expect(board?.model.regions.map(({ path, available }) => [path, available])).toEqual([
      ['/reserved-memory/pool@48000000', false],
    ]);
  });

  test('for a label that the base lacks is refused, with the nearest and the place', () => {
    const text = '/dts-v1/;\n/plugin/;\n&vidio { status = "okay"; };\n';
    const { board, problems } = loadInput(source('base.dts', base), {
      overlays: [source('more.dtso', text)],
    });
    expect(board).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'missing-symbol', help: 'Did you mean `&video`?' }]);
    expect(problems[0]?.place && locationText(problems[0].place)).toBe('more.dtso:3:1');
  });

  test('that is none is refused', () => {
    const { problems } = loadInput(source('base.dts', base), { overlays: [source('other.dts', base)] });
    expect(problems.map(({ code }) => code)).toEqual(['not-an-overlay']);
  });

  test('on a blob without symbols is refused once, with what to do', () => {
    const bytes = compileTree(source('base.dts', base)).blob ?? new Uint8Array();
    const input: TreeInput = { kind: 'blob', path: 'base.dtb', bytes, absolutePath: undefined };
    const { problems } = loadInput(input, { overlays: [source('more.dtso', `${overlay} &other { a; };`)] });
    expect(problems).toMatchObject([{ code: 'missing-symbol', help: 'Compile the base with -@.' }]);
  });
});
