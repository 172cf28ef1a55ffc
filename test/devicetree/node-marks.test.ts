import { describe, expect, test } from 'vitest';
import { marksOfProperties, nodeMark } from '../../src/devicetree/node-marks.ts';
import { boardFromText } from '../helpers/board.ts';

function marksOf(body: string, more = ''): number {
  const { tree } = boardFromText(`/dts-v1/; / { a: a { ${body} }; other: other { }; }; ${more}`);
  const node = tree.nodeByPath('/a');
  if (node === undefined) throw new Error('no node');
  // What is told of the properties in force may never be missing.
  const inForce = marksOfProperties(node.properties.values());
  expect(node.marks & inForce).toBe(inForce);
  return node.marks;
}

describe('what a node is asked for', () => {
  test('is told by its name', () => {
    expect(marksOf('reg = <1>; interrupts-extended = <1>; x;')).toBe(nodeMark.reg | nodeMark.interrupts);
    expect(marksOf('nvmem-cells = <1>; dma-ranges;')).toBe(nodeMark.otherRegionList | nodeMark.dmaRanges);
  });

  test('may stand in any of its definitions', () => {
    expect(marksOf('reg = <1>;', '&a { status = "okay"; };')).toBe(nodeMark.reg | nodeMark.status);
  });

  test('stays where the property is deleted later, and comes with no deletion', () => {
    expect(marksOf('reg = <1>;', '&a { /delete-property/ reg; };')).toBe(nodeMark.reg);
    expect(marksOf('', '&a { /delete-property/ reg; };')).toBe(0);
  });

  test('comes back with a node that was deleted', () => {
    expect(
      marksOf('reg = <1>;', '/delete-node/ &a; / { a { status = "okay"; }; };') & nodeMark.status,
    ).not.toBe(0);
  });

  test('is a compatible of regions by its length, wherever it stands in the list', () => {
    const region = nodeMark.compatible | nodeMark.regionCompatible;
    expect(marksOf('compatible = "x", "ramoops";')).toBe(region);
    expect(marksOf('compatible = "Shared-DMA-pool";')).toBe(region);
    expect(marksOf('compatible = "simple-bus", "x";')).toBe(nodeMark.compatible);
  });

  test('is a compatible of regions where a path stands in its place, whatever that is', () => {
    expect(marksOf('compatible = &other;')).toBe(nodeMark.compatible | nodeMark.regionCompatible);
  });
});
