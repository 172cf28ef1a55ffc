import { expect, test } from 'vitest';
import type { FoundBytes } from '../../src/devicetree/tree.ts';
import { boardFromText } from '../helpers/board.ts';

/** What is found of `reg` of a node; undefined where nothing is told. */
function found(text: string): readonly number[] | undefined {
  const { tree } = boardFromText(`/dts-v1/; / { before = <9>; l: label { }; };\n${text}`, {
    allowErrors: true,
  });
  const into: FoundBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const isFound = tree.nodeByPath('/device')?.findBytes?.('reg', into);
  return isFound === true ? [...into.bytes.subarray(into.start, into.end)] : undefined;
}

test('the bytes of a property that was written once are found where they stand', () => {
  expect(found('/ { device { other = <1>; reg = <0x102>; }; };')).toEqual([0, 0, 1, 2]);
});

test.each([
  ['is not there', '/ { device { other = <1>; }; };'],
  ['may have been written again', '/ { device { reg = <1>; }; }; / { device { reg = <2>; }; };'],
  ['stands twice', '/ { device { reg = <1>; reg = <2>; }; };'],
  ['has a reference', '/ { device { reg = <&l>; }; };'],
  ['is deleted', '/ { device { /delete-property/ reg; }; };'],
])('nothing is told of a property that %s', (_, text) => {
  expect(found(text)).toBeUndefined();
});
