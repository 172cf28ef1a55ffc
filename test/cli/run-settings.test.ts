import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const board = 'fixtures/boards/demo.dts';
const capture = `version: 1
variables: { frames: 6 }
steps:
  - alloc: { device: camera, size: 7MiB, count: '\${frames}' }
`;

function workload(text: string = capture): string {
  return `${scratchFolder({ 'work.yaml': text })}/work.yaml`;
}

describe('run in settings', () => {
  it('takes a variable from --set', () => {
    expect(carveout(['run', board, workload()]).status).toBe(0);
    const { status, stdout } = carveout(['run', board, workload(), '--set', 'frames=12']);
    expect(stdout).toContain('allocations fail');
    expect(status).toBe(1);
  });

  it('gives a verdict over a matrix, and ends with 1 where one cell fails', () => {
    const { status, stdout } = carveout(['run', board, workload(), '--matrix', 'frames=2,12']);
    expect(stdout).toMatch(/^FAILS .*: in 1 of 2 settings\n/);
    expect(status).toBe(1);
  });

  it('says what RAM of another size takes away, and with --ram reports it as the plain run', () => {
    const { status, stdout, stderr } = carveout([
      'run',
      board,
      workload(),
      '--ram',
      '512MiB',
      '--format',
      'json',
    ]);
    expect(stderr).toContain('[region-lost]');
    const json = JSON.parse(stdout) as unknown;
    expect(json).toMatchObject({ outcome: 'passes', cells: [{ setting: { ram: { size: '0x20000000' } } }] });
    expect(status).toBe(0);
  });

  it('tries pinned pages with so many seeds', () => {
    const args = ['--pinned', '0%,20%', '--seeds', '5', '--format', 'json'];
    const { status, stdout } = carveout(['run', board, workload(), ...args]);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'fails',
      failed: 0,
      pinned: [
        { share: 0, seeds: 1, failures: 0 },
        { share: 0.2, seeds: 5, failures: 5, probability: 1 },
      ],
    });
    expect(status).toBe(1);
  });

  it.each([
    [['--pinned', '5'], '--pinned 5: not a share.'],
    [['--pinned', '101%'], '--pinned 101%: not a share.'],
    [['--seeds', '0', '--pinned', '5%'], '--seeds 0: not a number from 1 to 10000.'],
    [['--explain', '1', '--format', 'svg'], '--explain writes text or json, not svg.'],
    [['--seeds', '5'], 'There is nothing that seeds would decide'],
    [['--ram', 'much'], 'much'],
    [['--matrix', 'ram='], 'ram'],
    [['--set', 'frame=2'], 'frames'],
    [['--trace', '/dev/null', '--matrix', 'frames=1,2'], '--trace is about one run, and these are 2.'],
    [['--explain', '1', '--matrix', 'frames=1,2'], '--explain is about one run, and these are 2.'],
  ])('refuses %j, and says why', (options, message) => {
    const { status, stderr, stdout } = carveout(['run', board, workload(), ...options]);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('reads a log that is a file again for each run, and refuses to do so with a stream', () => {
    const line = '{"device":"/soc/camera@2000000","do":"alloc","id":"a","size":8192}\n';
    const log = `${scratchFolder({ 'log.jsonl': line })}/log.jsonl`;
    const file = carveout(['run', board, log, '--pinned', '5%', '--seeds', '3']);
    expect(file.stdout).toContain('PASSES');
    expect(file.status).toBe(0);
    const stream = carveout(['run', board, '-', '--pinned', '5%'], { input: line });
    expect(stream.stderr).toContain('can be read once');
    expect(stream.status).toBe(2);
  });
});
