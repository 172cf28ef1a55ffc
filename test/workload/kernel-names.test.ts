import { describe, expect, it } from 'vitest';
import { DeviceNames } from '../../src/workload/device-names.ts';
import { runOperationLog } from '../../src/workload/run-operation-log.ts';
import type { RunResult } from '../../src/workload/run-result.ts';
import { bootedBoard } from './booted-board.ts';

const board = bootedBoard('boards/demo.dts');

describe("a device by the kernel's name", () => {
  it.each([
    ['1000000.video', '/soc/video@1000000'],
    ['2000000.camera', '/soc/camera@2000000'],
    ['soc', '/soc'],
  ])('%s is %s', (name, path) => {
    expect(new DeviceNames(board.tree).find(name)).toMatchObject({ ok: true, path });
  });

  it('does not take the place of a label', () => {
    expect(new DeviceNames(board.tree).find('camera')).toMatchObject({ path: '/soc/camera@2000000' });
  });
});

function run(...lines: readonly object[]): RunResult {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const fresh = bootedBoard('boards/demo.dts');
  const { result, problems } = runOperationLog([{ text, firstLine: 1 }], fresh, { path: 'log.jsonl' });
  expect(problems).toEqual([]);
  return result;
}

const alloc = { do: 'alloc', size: 8192 };

describe('who takes from a CMA area and is no device', () => {
  it('shares the area with its devices, and gives back', () => {
    const result = run(
      { ...alloc, device: 'cma:camera-cma@58000000', id: 'heap', recorded: { phys: '0x58000000' } },
      { ...alloc, device: 'camera', id: 'frame', recorded: { dma: '0x58002000' } },
      { device: 'cma:camera-cma@58000000', do: 'free', id: 'heap' },
      { ...alloc, device: 'camera', id: 'next', recorded: { dma: '0x58000000' } },
    );
    expect(result.recorded).toMatchObject({ compared: 3, equal: 3 });
    expect(result.passes).toBe(true);
  });

  it('takes one page too, which a device gets elsewhere', () => {
    const [area] = run({ ...alloc, size: 4096, device: 'cma:*', id: 'page' }).devices;
    expect([...(area?.sources.keys() ?? [])]).toHaveLength(1);
  });

  it('finds the area by the address that was recorded', () => {
    const result = run({ ...alloc, device: 'cma:*', id: 'a', recorded: { phys: '0x58000000' } });
    expect(result.recorded).toMatchObject({ equal: 1 });
  });

  it('fails where the area is full', () => {
    const result = run({ ...alloc, device: 'cma:camera-cma@58000000', size: 2 ** 30, id: 'a' });
    expect(result.firstFailure?.failure).toMatchObject({ code: 'larger-than-pool' });
  });

  it('is refused where there is no such area', () => {
    const text = '{"device":"cma:other","do":"alloc","id":"a","size":1}\n';
    const { problems } = runOperationLog([{ text, firstLine: 1 }], bootedBoard('boards/demo.dts'), {
      path: 'log.jsonl',
    });
    expect(problems[0]?.message).toBe('The kernel has no CMA area for `cma:other`.');
  });
});
