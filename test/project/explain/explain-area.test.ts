import { describe, expect, it } from 'vitest';
import { explainNode } from '../../../src/project/explain/explain-node.ts';
import type { Explanation } from '../../../src/project/explain/explanation.ts';
import { boardFromText } from '../../helpers/board.ts';

/** On a board of 1 GiB at 0x80000000 with these children of /reserved-memory, under 6.12. */
function explain(name: string, commandLine = '', regions = ''): Explanation {
  const board = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  chosen { bootargs = "${commandLine}"; };
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
};`);
  const result = explainNode(board, name, { kernel: { arch: 'arm64', version: '6.12' } });
  if (!result.ok) throw new Error(result.problem.message);
  return result.explanation;
}

function told({ summary, steps }: Explanation): string {
  return [summary, ...steps.map(({ text }) => text)].join('\n');
}

const region = 'pool@90000000 { reg = <0x90000000 0x4000000>; reusable; compatible = "shared-dma-pool";';

describe('the explained default CMA area', () => {
  it.each(['cma', 'linux,cma', 'reserved'])('is found by the name %s', (name) => {
    const { node, summary, log } = explain(name, 'cma=64M');
    expect(node).toBe('reserved');
    expect(summary).toMatch(
      /^The default CMA area \(reserved\) lies at 0x[\da-f]+\.\.0x[\da-f]+ \(64 MiB\)\.$/,
    );
    expect(log).toEqual([expect.stringContaining('cma: Reserved 64 MiB at')]);
  });

  it('says who asks for its size', () => {
    expect(told(explain('cma'))).toContain('CONFIG_CMA_SIZE_MBYTES asks for 32 MiB');
    expect(told(explain('cma', 'cma=64M'))).toContain('cma= on the command line asks for 64 MiB');
  });

  it('tells its own place as found, and what stood above it', () => {
    const regions = 'top@be000000 { reg = <0xbe000000 0x2000000>; };';
    const { steps, boot } = explain('cma', '', regions);
    const ranges = steps[1]?.ranges ?? [];
    expect(ranges[0]).toMatchObject({ kind: 'taken', what: 'reserved: top@be000000', end: 0xc0000000n });
    expect(ranges.at(-1)).toMatchObject({ kind: 'found', base: boot.kernel.cma[0]?.base });
  });

  it('is the region that has become it', () => {
    const { node, summary } = explain('cma', '', `${region} linux,cma-default; };`);
    expect(node).toBe('/reserved-memory/pool@90000000');
    expect(summary).toContain('it is the default CMA area');
  });

  it('may not be there: for want of a size, or of memory', () => {
    expect(told(explain('cma', 'cma=0'))).toBe(
      'There is no default CMA area: cma= on the command line asks for 0 bytes.',
    );
    expect(told(explain('cma', 'cma=4G'))).toMatch(
      /^There is no default CMA area: reserving it fails with -22 EINVAL\..*It prints: cma: Size/su,
    );
  });

  it('is told to lie where cma= asks for it', () => {
    expect(told(explain('cma', 'cma=64M@0xa0000000'))).toMatch(
      /lies at 0xa0000000.*at 0xa0000000 and nowhere else\. Nothing stands there\./su,
    );
  });

  it('is no answer to other names', () => {
    expect(() => explain('cmb')).toThrow(/no node with the path/);
  });
});
