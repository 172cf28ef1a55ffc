import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import { bootBoard } from '../../../src/project/boot-board.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { findCapacity, type LabelledRun } from '../../../src/workload/rules/find-capacity.ts';
import { runWorkload } from '../../../src/workload/run-workload.ts';
import { boardFromText } from '../../helpers/board.ts';

const board = (flag: string): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool: pool@50000000 { compatible = "shared-dma-pool"; reg = <0x50000000 0x1000000>; ${flag}; };
	};
	video { memory-region = <&pool>; };
	cpus { cpu { compatible = "arm,cortex-a53"; }; };
};`;

function run(flag: string, steps: string, label = ''): LabelledRun {
  const loaded = boardFromText(board(flag));
  const booted = bootBoard(loaded);
  if (!booted.ok) return expect.fail(booted.problem.message);
  const { kernel } = booted.result;
  const dma = createDmaSystem(kernel);
  const file = new SourceFile('w.yaml', `version: 1\nsteps:\n${steps}`);
  const { workload, problems } = loadWorkload(file, {
    tree: loaded.tree,
    dma,
    pageSize: kernel.profile.config.pageSize,
  });
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  return { label, kernel, result: runWorkload(dma, workload) };
}

const ids = (...runs: readonly LabelledRun[]): readonly string[] =>
  findCapacity(runs).map(({ rule }) => rule);

describe('what rules say of a workload', () => {
  const full = '  - alloc: { device: /video, size: 4MiB, count: 5, id: b }\n';
  const tight = '  - alloc: { device: /video, size: 5MiB, count: 3, id: b }\n';

  it('is nothing where all fits with room left', () => {
    expect(ids(run('reusable', '  - alloc: { device: /video, size: 4MiB, count: 3, id: b }\n'))).toEqual([]);
  });

  it('is that a pool is too small, and then not also that it is tight', () => {
    expect(ids(run('no-map', full))).toEqual(['pool-too-small']);
  });

  it('is nothing of failures that the workload expects', () => {
    expect(ids(run('no-map', `${full}    expect: { fails: 1 }\n`))).toEqual([]);
  });

  it('is that a pool is tight, unless the workload says how much room is enough', () => {
    expect(ids(run('reusable', tight))).toEqual(['pool-headroom']);
    expect(ids(run('reusable', `${tight}expect: { headroom: 1MiB }\n`))).toEqual([]);
  });

  it('is that a coherent pool loses to rounding, and never that a CMA area does', () => {
    const rounded = '  - alloc: { device: /video, size: 5MiB, count: 2, id: b }\n';
    expect(ids(run('no-map', rounded))).toEqual(['pool-headroom', 'power-of-two-waste']);
    expect(ids(run('reusable', rounded))).toEqual([]);
  });

  it('is that a request can never succeed, and not that its pool is too small for it', () => {
    expect(ids(run('no-map', '  - alloc: { device: /video, size: 17MiB, id: b }\n'))).toEqual([
      'order-impossible',
    ]);
  });

  it('is told once for all settings, with the first that has it', () => {
    const runs = [
      run('reusable', '  - alloc: { device: /video, size: 1MiB, id: b }\n', 'count=1'),
      run('reusable', tight, 'count=3'),
      run('reusable', tight, 'count=4'),
    ];
    const [finding, ...others] = findCapacity(runs);
    expect(finding?.message).toMatch(/ So it is in 2 of 3 settings, first with count=3\.$/);
    expect(others).toEqual([]);
  });

  it('is worth what the user says', () => {
    const tightRun = run('reusable', tight);
    expect(findCapacity([tightRun], new Map([['pool-headroom', 'error']]))[0]?.severity).toBe('error');
    expect(findCapacity([tightRun], new Map([['pool-headroom', 'off']]))).toEqual([]);
  });

  it('stands at the region, and names the step', () => {
    const [finding] = findCapacity([run('no-map', full)]);
    expect(finding?.place.file.path).toBe('test.dts');
    expect(finding?.node).toBe('/reserved-memory/pool@50000000');
    expect(finding?.related[0]?.place.file.path).toBe('w.yaml');
  });
});
