import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project, scratchFolder } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const board = 'fixtures/boards/demo.dts';
const workload = 'fixtures/workloads/demo.yaml';

describe('size', () => {
  it('ends with 1 where no size passes, and names the allocation', () => {
    const folder = scratchFolder({
      'w.yaml': 'version: 1\nsteps:\n  - alloc: { device: video, size: 2GiB, id: huge }\n',
    });
    const { status, stdout } = carveout(['size', board, join(folder, 'w.yaml')]);
    expect(stdout).toMatch(/^NONE /);
    expect(stdout).toContain('`huge`');
    expect(status).toBe(1);
  });

  it.each([
    ['a share that is none', ['--confidence', '200'], '--confidence 200'],
    ['a pool that is not there', ['--pool', 'vido_pool'], 'vido_pool'],
    ['a pool that is not used', ['--pool', 'audio_pool'], 'audio_pool'],
    ['a matrix that is none', ['--matrix', 'ram=much'], 'much'],
  ])('ends with 2 for %s', (_, options, named) => {
    const { status, stdout, stderr } = carveout(['size', board, workload, ...options]);
    expect(stderr).toContain(named);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('ends with 2 for a workload that cannot be read, and for a board without RAM', () => {
    const folder = scratchFolder({
      'bad.yaml': 'version: 1\nsteps:\n  - aloc: {}\n',
      'board.dts': '/dts-v1/;\n/ { compatible = "x"; d: d { }; };\n',
      'w.yaml': 'version: 1\nsteps:\n  - alloc: { device: d, size: 4KiB }\n',
    });
    expect(carveout(['size', board, join(folder, 'bad.yaml')])).toMatchObject({ status: 2, stdout: '' });
    const bare = carveout(['size', join(folder, 'board.dts'), join(folder, 'w.yaml'), '--arch', 'arm64']);
    expect(bare).toMatchObject({ status: 2, stdout: '' });
    expect(bare.stderr).toContain('--memory');
  });

  it('reads an operation log from standard input', () => {
    const input = `${JSON.stringify({ device: '/soc/video@1000000', do: 'alloc', id: 'a', size: 9000 })}\n`;
    const { status, stdout } = carveout(['size', board, '-', '--format', 'json'], { input });
    expect(JSON.parse(stdout).pools[0]).toMatchObject({ size: '0x4000' });
    expect(status).toBe(0);
  });
});

describe('docs/sizing.md', () => {
  const page = readFileSync(join(project, 'docs/sizing.md'), 'utf8');
  const examples = consoleExamples(page);

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(2);
  });

  it.each(examples)('shows what `carveout $args` prints', ({ args, output }) => {
    const { status, stdout, stderr } = carveout(args.split(' '), { env: { COLUMNS: '80' } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(abridged(stdout.trimEnd().split('\n'), output)).toEqual(output);
  });

  it('shows every key of the JSON, and the video pool of the demo', () => {
    const shown = JSON.parse(/```json size\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '{}');
    const actual = JSON.parse(carveout(['size', board, workload, '--format', 'json']).stdout);
    expect(Object.keys(shown)).toEqual(Object.keys(actual));
    expect({ ...shown, kernel: 0, pools: 0, trials: 0 }).toEqual({
      ...actual,
      kernel: 0,
      pools: 0,
      trials: 0,
    });
    const [pool] = shown.pools;
    const same = actual.pools[1];
    expect(Object.keys(pool)).toEqual(Object.keys(same));
    const cut = (text: string): string => text.slice(0, 20);
    const short = (one: typeof pool): object => ({
      ...one,
      smaller: { ...one.smaller, why: cut(one.smaller.why) },
      change: { ...one.change, text: cut(one.change.text) },
    });
    expect(short(pool)).toEqual(short(same));
  });
});
