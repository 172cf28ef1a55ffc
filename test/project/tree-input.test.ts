import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { reportBoard } from '../../src/project/board-report.ts';
import { type LoadedBoard, loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { openTreeInput } from '../../src/project/tree-input.ts';
import { locationText } from '../../src/report/code-frame.ts';
import { reportJson } from '../../src/report/report-json.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { treeOf } from '../devicetree/tree-of.ts';
import { fitImage } from '../fdt/fit-image.ts';

const dts = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "test,board";
	model = "Test";
	memory@80000000 { device_type = "memory"; reg = <0x80000000 0x10000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool: pool@88000000 { compatible = "shared-dma-pool"; no-map; reg = <0x88000000 0x100000>; };
	};
	video { memory-region = <&pool>; };
};`;
const tree = treeOf(dts.replace('/dts-v1/;', ''));
const blob = writeDtb(tree, { symbols: true });

function load(path: string, files: Readonly<Record<string, string | Uint8Array>>): LoadedBoard {
  return loadBoard(path, {
    project: new Project({ access: new MemoryFiles(files), workingFolder: '/home' }),
  });
}

/** The report without what the form of the input tells. */
function reported({ board }: LoadedBoard): unknown {
  if (board === undefined) return undefined;
  const { board: head, ...rest } = reportJson(reportBoard(board));
  return { ...rest, ...head, file: '' };
}

/** As Linux shows it below /proc/device-tree. */
function unpacked(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const node of tree.nodes()) {
    const folder = `/proc/device-tree${node.path === '/' ? '' : node.path}`;
    for (const { name, value } of node.properties.values()) files[`${folder}/${name}`] = value;
    files[`${folder}/name`] = new TextEncoder().encode(`${node.baseName}\0`);
  }
  return files;
}

describe('what stands behind the end of packed bytes', () => {
  const codes = (bytes: Uint8Array): readonly string[] =>
    load('board.dtb', { '/home/board.dtb': bytes }).problems.map(({ code }) => code);
  const packed = gzipSync(blob);

  test.each([
    ['garbage', 'garbage'],
    ['a beginning like another one', '\x1f\x8bgarbage'],
  ])('%s is ignored with a warning, as gzip does', (_, text) => {
    const bytes = Buffer.concat([packed, Buffer.from(text, 'latin1')]);
    expect(codes(bytes)).toEqual(['gzip-garbage']);
    expect(reported(load('board.dtb', { '/home/board.dtb': bytes }))).toEqual(
      reported(load('board.dtb', { '/home/board.dtb': blob })),
    );
  });

  test('zeros are passed over, and what another member has belongs to it', () => {
    expect(codes(Buffer.concat([packed, Buffer.alloc(100)]))).toEqual([]);
    const halves = [blob.subarray(0, 100), blob.subarray(100)].map((half) => gzipSync(half));
    expect(codes(Buffer.concat(halves))).toEqual([]);
    expect(codes(Buffer.concat([...halves, Buffer.from('garbage')]))).toEqual(['gzip-garbage']);
  });

  test('is no excuse for damaged bytes', () => {
    const damaged = Buffer.concat([packed, Buffer.from('garbage')]);
    damaged[packed.length - 8] = (damaged[packed.length - 8] ?? 0) ^ 1;
    expect(codes(damaged)).toEqual(['bad-gzip']);
  });
});

test('a blob of four bytes is no text', () => {
  const { problems } = load('a.dtb', { '/home/a.dtb': Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed) });
  expect(problems).toMatchObject([{ code: 'dtb-truncated' }]);
});

describe('a board', () => {
  const source = load('board.dts', { '/home/board.dts': dts });

  test('is the same from its blob, whatever the name of that is', () => {
    const fromBlob = load('board.dts', { '/home/board.dts': blob });
    expect(fromBlob.problems).toEqual([]);
    expect(reported(fromBlob)).toEqual(reported(source));
  });

  test('is the same from an unpacked tree, but for the labels', () => {
    const fromFolder = load('/proc/device-tree', unpacked());
    expect(fromFolder.problems).toEqual([]);
    const text = JSON.stringify(reported(source)).replace('"labels":["pool"]', '"labels":[]');
    expect(reported(fromFolder)).toEqual(JSON.parse(text));
  });
});

describe('a FIT image', () => {
  const overlay = writeDtb(treeOf('/plugin/; &pool { reg = <0x88000000 0x200000>; };'));
  const parts = { fdt: { data: blob }, more: { data: overlay } };
  const image = fitImage(parts, 'default = "plain"; plain { fdt = "fdt"; }; big { fdt = "fdt", "more"; };');
  const files = { '/home/board.itb': image, '/home/board.dtb': blob };
  const open = (path: string, configuration: string): LoadedBoard =>
    loadBoard(path, {
      project: new Project({ access: new MemoryFiles(files), workingFolder: '/home' }),
      configuration,
    });
  const sizeOf = ({ board }: LoadedBoard): bigint | undefined => board?.model.regions[0]?.reg[0]?.size;

  test('is the board of its default configuration', () => {
    const loaded = load('board.itb', files);
    expect(loaded.problems).toEqual([]);
    expect(reported(loaded)).toEqual(reported(load('board.dtb', files)));
  });

  test('has the overlays of a configuration applied', () => {
    const loaded = open('board.itb', 'big');
    expect(loaded.problems).toEqual([]);
    expect(sizeOf(loaded)).toBe(0x20_0000n);
    expect(sizeOf(open('board.itb', 'plain'))).toBe(0x10_0000n);
  });

  test('is what a configuration is of, and nothing else', () => {
    const { board, problems } = open('board.dtb', 'plain');
    expect(board).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['not-a-fit-image']);
  });

  test('is no overlay', () => {
    const project = new Project({ access: new MemoryFiles(files), workingFolder: '/home' });
    const input = openTreeInput(project.files, 'board.itb');
    const overlays = 'severity' in input ? [] : [input];
    const { problems } = loadBoard('board.dtb', { project, overlays });
    expect(problems.map(({ code }) => code)).toEqual(['not-an-overlay']);
  });
});

describe('an input that is packed with gzip', () => {
  test.each([
    ['blob', blob],
    ['source', dts],
  ])('is the %s that is in it', (_, content) => {
    const packed = load('board.gz', { '/home/board.gz': gzipSync(content) });
    expect(packed.problems).toEqual([]);
    expect(packed.board?.model.regions).toHaveLength(1);
  });

  test('without a NUL to tell that it is no text is told as well', () => {
    const header = Uint8Array.of(0x1f, 0x8b, 8, 0xff, 0xff, 0xff, 0xff, 0xff);
    const { problems } = load('board.gz', { '/home/board.gz': header });
    expect(problems.map(({ code }) => code)).toEqual(['bad-gzip']);
  });

  test('to more than any input has is refused', () => {
    const bomb = gzipSync(new Uint8Array(65 << 20));
    const { problems } = load('board.gz', { '/home/board.gz': bomb });
    expect(problems).toMatchObject([{ code: 'bad-gzip', message: expect.stringContaining('64 MiB') }]);
  });
});

describe('an input', () => {
  test('may be a source with a NUL in a string, as for dtc', () => {
    const { board, problems } = load('board.dts', { '/home/board.dts': dts.replace('Test', 'Te\0st') });
    expect(problems).toEqual([]);
    expect(board?.tree.root.property('model')?.asStrings()).toEqual(['Te', 'st']);
  });

  test('that is neither text nor a blob is refused at its first NUL', () => {
    const { problems } = load('board.dts', { '/home/board.dts': Uint8Array.of(65, 10, 66, 0, 67) });
    expect(problems.map(({ code }) => code)).toEqual(['not-text']);
    expect(problems[0]?.place && locationText(problems[0].place)).toBe('board.dts:2:2');
  });

  test('that is a folder of something else is refused', () => {
    const { problems } = load('boards', { '/home/boards/a.dts': dts });
    expect(problems.map(({ code }) => code)).toEqual(['is-a-folder']);
  });

  test('below an unpacked tree is read only where no link leads', () => {
    const access = new MemoryFiles({ ...unpacked(), '/etc/secret': 'x' });
    access.link('/proc/device-tree/stolen', '/etc/secret');
    access.link('/proc/device-tree/loop', '/proc/device-tree');
    const { board } = loadBoard('/proc/device-tree', { project: new Project({ access }) });
    expect(board?.tree.root.property('stolen')).toBeUndefined();
    expect(board?.tree.root.child('loop')).toBeUndefined();
    expect(board?.tree.root.child('memory@80000000')).toBeDefined();
  });
});
