import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { readPlan } from '../../../src/workload/plan/read-plan.ts';
import { runWorkload } from '../../../src/workload/run-workload.ts';
import { bootedBoard } from '../booted-board.ts';

describe('fixtures/workloads/cameras.yaml', () => {
  const path = 'fixtures/workloads/cameras.yaml';
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const file = new SourceFile(path, text);

  it('has eight settings', () => {
    const { settings, problems } = readPlan(file);
    expect(problems).toEqual([]);
    expect(settings.map(({ label }) => label)).toContain('ram=2GiB kernel=7.2 cameras=2');
    expect(settings).toHaveLength(8);
  });

  it.each(readPlan(file).settings.map((setting) => [setting.label, setting] as const))(
    'passes with %s, with as many buffers as there are cameras',
    (_, setting) => {
      const board = bootedBoard('boards/demo.dts', { version: setting.kernel });
      const { workload, problems } = loadWorkload(file, board, setting);
      expect(problems).toEqual([]);
      if (workload === undefined) return expect.fail('not loaded');
      const result = runWorkload(board.dma, workload);
      expect(result.passes).toBe(true);
      expect(result.succeeded).toBe(2 + 31 * Number(setting.variables.get('cameras')));
    },
  );
});
