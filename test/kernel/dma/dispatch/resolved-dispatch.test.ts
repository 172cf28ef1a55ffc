import { expect, it } from 'vitest';
import { type Buffer, physOf, type Refusal } from '../../../../src/kernel/dma/buffer.ts';
import { RecordedPath } from '../../../../src/kernel/dma/decision-path.ts';
import type { DmaRequest } from '../../../../src/kernel/dma/dispatch/ask.ts';
import { dmaAttr } from '../../../../src/kernel/dma/dma-attrs.ts';
import { gfpAtomic, gfpKernel } from '../../../../src/kernel/dma/gfp.ts';
import { type Asked, bootBoard, type DispatchBoard } from './dispatch-board.ts';

const pool = (extra: string): string =>
  `pool: pool@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x100000>; ${extra} };`;
const boards: Readonly<Record<string, DispatchBoard>> = {
  'the default area': {},
  'a coherent pool': { regions: pool('no-map;'), device: 'memory-region = <&pool>;' },
  'an area of its own': { regions: pool('reusable;'), device: 'memory-region = <&pool>;' },
  'a restricted pool': {
    regions: pool('').replace('shared-dma-pool', 'restricted-dma-pool'),
    device: 'memory-region = <&pool>;',
  },
  '32-bit Arm': { arch: 'arm', regions: pool('no-map;'), device: 'memory-region = <&pool>;' },
  '32-bit Arm, sizes and masks checked': { arch: 'arm', config: new Map([['CONFIG_DMA_API_DEBUG', 'y']]) },
  'arm64 of its own, 4.19': { version: '4.19', regions: pool('no-map;'), device: 'memory-region = <&pool>;' },
};

const sizes = [0, 1, 4096, 4097, 0x10000, 0x80000, 0x200000, 0xfffff001];
const flags = [gfpKernel, gfpKernel, gfpAtomic, { mayBlock: true, zone: 'dma' } as const];
const attributes = [0, 0, 0, dmaAttr.noKernelMapping, dmaAttr.forceContiguous];
const masks = [0xffffffffn, (1n << 64n) - 1n, 0x8fffffffn, 0n];

/** Some calls, among which the device's mask changes, and what it was assigned is taken from it and given back. */
function play(board: DispatchBoard, isTold: boolean): readonly string[] {
  const { machine, device }: Asked = bootBoard(board);
  const { coherentPool, cmaArea, restrictedPool } = device;
  const live: Buffer[] = [];
  let state = 2463534242;
  const oneOf = <Item>(items: readonly Item[]): Item => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const item = items[(state >>> 1) % items.length];
    if (item === undefined) throw new Error('there are none');
    return item;
  };

  return Array.from({ length: 600 }, () => {
    const what = oneOf([
      'alloc',
      'alloc',
      'alloc',
      'alloc',
      'alloc',
      'alloc',
      'free',
      'free',
      'mask',
      'pool',
    ]);
    if (what === 'mask') device.setCoherentMask(oneOf(masks));
    if (what === 'pool') {
      const isTaken = oneOf([true, false]);
      device.coherentPool = isTaken ? undefined : coherentPool;
      device.cmaArea = isTaken ? undefined : cmaArea;
      device.restrictedPool = isTaken ? undefined : restrictedPool;
    }
    const last = what === 'free' ? live.pop() : undefined;
    if (last !== undefined) machine.free(last);
    if (what !== 'alloc') return what;

    const call = oneOf(['attrs', 'attrs', 'pages'] as const);
    const request: DmaRequest = { size: oneOf(sizes), gfp: oneOf(flags), attrs: oneOf(attributes), call };
    const found: Buffer | Refusal = machine.allocate(
      device,
      request,
      isTold ? new RecordedPath() : undefined,
    );
    if (typeof found === 'string') return `${found} ${machine.lastFailure?.attempts.map(({ way }) => way)}`;
    live.push(found);
    return `${found.from} ${found.firstPage} ${physOf(found)}`;
  }).concat(machine.log.lines.map(({ text }) => text));
}

it.each(Object.entries(boards))('%s: the same answers as where each test is told', (_, board) => {
  const answers = play(board, false);
  expect(answers).toEqual(play(board, true));
  expect(new Set(answers.map((answer) => answer.split(' ')[0])).size).toBeGreaterThan(4);
});

it('tests that were made beforehand are made again when the mask changes', () => {
  const { machine, device } = bootBoard({ version: '6.1', memory: '0x80000000 0x7ff00000' });
  const request: DmaRequest = { size: 0x2000, gfp: gfpKernel, attrs: 0, call: 'attrs' };
  expect(machine.allocate(device, request)).toMatchObject({ from: 'default-cma' });
  machine.log.take();
  device.setCoherentMask(0n);
  machine.allocate(device, request);
  expect(machine.log.lines.map(({ text }) => text)).toContain(
    'WARNING: at kernel/dma/mapping.c dma_alloc_attrs (mask)',
  );
});
