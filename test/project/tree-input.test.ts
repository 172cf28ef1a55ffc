import { describe, expect, test } from 'vitest';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { reportBoard } from '../../src/project/board-report.ts';
import { type LoadedBoard, loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { reportJson } from '../../src/report/report-json.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { treeOf } from '../devicetree/tree-of.ts';

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

describe('an input', () => {
  test('that is a folder of something else is refused', () => {
    const { problems } = load('boards', { '/home/boards/a.dts': dts });
    expect(problems.map(({ code }) => code)).toEqual(['is-a-folder']);
  });

  test('that is a FIT image is named as such', () => {
    const image = writeDtb(treeOf('/ { images { }; configurations { }; };'));
    const { board, problems } = load('board.itb', { '/home/board.itb': image });
    expect(board).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['fit-image']);
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
