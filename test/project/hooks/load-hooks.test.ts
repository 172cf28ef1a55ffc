import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../../src/kernel/boot.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { type HookLimits, type LoadedHooks, loadHooks } from '../../../src/project/hooks/load-hooks.ts';
import { boardFromText } from '../../helpers/board.ts';

const folder = mkdtempSync(join(tmpdir(), 'carveout-hooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const limits: HookLimits = { startMs: 20_000, loadMs: 1500, callMs: 300 };
let files = 0;

/** Writes a file of hooks; its path. */
function written(text: string, name = 'hooks.ts'): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, `import { declareReservedMemory, errno } from 'carveout/hooks';\n${text}`);
  return path;
}

function bootWith({ hooks }: LoadedHooks): BootResult {
  const found = profileFor();
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    r: ring@50000000 { compatible = "acme,ring"; no-map; reg = <0x50000000 0x100000>; acme,depth = <7 8>; };
  };
  camera { compatible = "acme,camera"; memory-region = <&r>; };
};`);
  return boot({ model, profile: found.profile, hooks });
}

/** Messages of what goes wrong while a file of hooks is loaded and a board boots with it; the file is called FILE. */
function troubles(text: string): readonly string[] {
  const path = written(text);
  const loaded = loadHooks([path], limits);
  if (loaded.problems.length === 0) bootWith(loaded);
  loaded.close();
  return loaded.problems.map(({ message }) => message.replaceAll(path, 'FILE'));
}

const ofRing = (driver: string): string => `declareReservedMemory('acme,ring', { ${driver} });`;

describe('loadHooks', () => {
  it('lets a driver see its region and device, and act on the kernel while it is called', () => {
    const path = written(
      ofRing(`
        setup(region, kernel) {
          const depth: readonly number[] | undefined = region.cells('acme,depth');
          kernel.log('warning', [region.name, region.base, region.size, depth, kernel.version].join(' '));
          return 0;
        },
        deviceInit(region, device, kernel) {
          const first = device.declareCoherentMemory(region.base, 0x1000, region.size);
          const second = device.declareCoherentMemory(region.base, 0x1000, region.size);
          device.releaseCoherentMemory();
          kernel.log('info', [device.path, device.compatible, first, second === errno.busy].join(' '));
          return second;
        },`),
    );
    const loaded = loadHooks([path]);
    const result = bootWith(loaded);
    loaded.close();
    expect(loaded.problems).toEqual([]);
    expect(result.log).toContainEqual({
      level: 'warning',
      text: 'ring@50000000 1342177280 1048576 7,8 6.12',
    });
    expect(result.log.at(-1)?.text).toBe('/camera acme,camera 0 true');
    expect(result.devices[0]?.assignments[0]).toMatchObject({ how: 'assign', result: -16 });
  });

  it('says what a function did that it must not do, once', () => {
    const setup = "--hooks FILE: setup of the hook for 'acme,ring'";
    const init = "--hooks FILE: deviceInit of the hook for 'acme,ring'";
    expect(troubles(ofRing("setup() { throw new Error('no'); }"))).toEqual([
      `${setup} threw Error: no (line 2).`,
    ]);
    expect(troubles(ofRing('async deviceInit() { return 0; }'))).toEqual([
      `${init} returned a promise where 0 or a negative errno is expected.`,
    ]);
    expect(troubles(ofRing('deviceInit() { for (;;); }'))).toEqual([`${init} took over 0.3 seconds.`]);
  });

  it('tells want of memory from slowness, once the thread is idle', async () => {
    const path = written('const all = []; for (;;) all.push(new Array(100_000).fill(1.5));', 'bomb.mjs');
    const { settle } = loadHooks([path], { ...limits, loadMs: 4000 });
    expect((await settle()).map(({ message }) => message)).toEqual([
      `--hooks ${path}: needs more than 256 MiB of memory.`,
    ]);
  });

  it('says why a file cannot be loaded', () => {
    expect(troubles('const x = ;')).toEqual([
      expect.stringMatching(/^--hooks FILE: is not JavaScript or TypeScript: .*\(line 2\)\.$/),
    ]);
    expect(troubles('await new Promise(() => {});')).toEqual([
      '--hooks FILE: ends before it has loaded: it exits, or awaits what never comes.',
    ]);
    expect(troubles('for (;;);')).toEqual(['--hooks FILE: took over 1.5 seconds to load.']);
  });

  it('refuses two hooks for one compatible', () => {
    expect(troubles(ofRing('setup() {}') + ofRing('setup() {}'))).toEqual([
      "--hooks FILE: declares a hook for 'acme,ring', which is declared before in the same file.",
    ]);
  });

  it('refuses what is no file without running anything', () => {
    const { hooks, problems } = loadHooks([join(folder, 'nothing.ts'), folder]);
    expect(hooks).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['hooks-unreadable', 'hooks-unreadable']);
  });
});
