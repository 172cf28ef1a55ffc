import { describe, expect, it } from 'vitest';
import { cmaUnit } from '../../src/kernel/cma-areas.ts';
import { profileFor } from '../../src/kernel/profile.ts';

describe('profileFor', () => {
  it('is Linux 6.12 on arm64 with its defconfig where nothing is said', () => {
    const found = profileFor();
    expect(found).toMatchObject({
      ok: true,
      profile: {
        version: '6.12',
        arch: 'arm64',
        basis: 'recorded',
        config: { pageSize: 4096, pageblockOrder: 9 },
      },
    });
    expect(found.ok && Object.isFrozen(found.profile)).toBe(true);
  });

  it('names what there is for another version or architecture', () => {
    expect(profileFor({ version: '4.13' })).toMatchObject({
      ok: false,
      problem: {
        code: 'unsupported-kernel',
        message: expect.stringContaining('4.14'),
        help: expect.stringContaining('7.2, 6.12, 6.1, 5.10, 4.14'),
      },
    });
    expect(profileFor({ version: '5.9', arch: 'riscv' })).toMatchObject({ ok: false });
    expect(profileFor({ arch: 'mips' })).toMatchObject({
      ok: false,
      problem: { code: 'unsupported-architecture' },
    });
  });

  it.each([
    ['6.6', '6.1', false, 'from source'],
    ['6.6.30', '6.1', false, 'from source'],
    ['v5.15.1', '5.10', false, 'from source'],
    ['6.12-rc3', '6.12', true, 'recorded'],
    ['6.12.107+deb13-arm64', '6.12.107', true, 'recorded'],
    ['6.1.176', '6.1.176', true, 'recorded'],
    ['4.14.336', '4.14.336', true, 'from source'],
    ['9.0', '7.2', false, 'from source'],
  ])('takes %s as %s', (asked, version, isExactVersion, basis) => {
    expect(profileFor({ version: asked })).toMatchObject({
      ok: true,
      profile: { version, requested: asked, isExactVersion, basis },
    });
  });

  it.each(['6.12.1.2.3', 'abc', '', '6', '6.', '6.x', '-1.2', '6.12 7'])(
    'refuses "%s", which is no version',
    (version) => {
      expect(profileFor({ version })).toMatchObject({
        ok: false,
        problem: { code: 'unsupported-kernel', message: expect.stringContaining('no version of Linux') },
      });
    },
  );

  it('calls recorded only what was recorded: an architecture with a page size', () => {
    const basis = (version: string, arch: string, pageSize: number): string | undefined => {
      const found = profileFor({ version, arch, pageSize });
      return found.ok ? found.profile.basis : found.problem.code;
    };
    expect(basis('6.12', 'arm64', 16384)).toBe('recorded');
    expect(basis('6.1', 'arm64', 16384)).toBe('from source');
    expect(basis('6.12', 'arm64', 65536)).toBe('from source');
    expect(basis('6.12', 'riscv', 4096)).toBe('recorded');
    expect(basis('6.12', 'riscv', 65536)).toBe('unsupported-page-size');
  });

  it.each([
    ['4.14', 4096, 4],
    ['5.10', 4096, 4],
    ['6.12', 4096, 2],
    ['6.12', 16384, 32],
    ['5.10', 65536, 512],
    ['7.2', 65536, 512],
  ])('aligns CMA on %s with pages of %i bytes to %i MiB', (version, pageSize, mebibytes) => {
    const found = profileFor({ version, pageSize });
    expect(found.ok && cmaUnit(found.profile)).toBe(BigInt(mebibytes) << 20n);
  });

  it('has CMA in the default configurations but for riscv, as their defconfigs have', () => {
    const cma = (arch: string): unknown => {
      const found = profileFor({ arch });
      return found.ok ? [found.profile.config.dmaCma, found.profile.config.cmaSize.mbytes] : undefined;
    };
    expect([cma('arm64'), cma('arm'), cma('riscv')]).toEqual([
      [true, 32],
      [true, 64],
      [false, 16],
    ]);
  });

  it('knows at which patch level 6.1 changed its mind about second pools', () => {
    const secondPool = (version: string): string | undefined => {
      const found = profileFor({ version });
      return found.ok ? found.profile.behaviours.secondPool : undefined;
    };
    expect(['6.1', '6.1.176', '6.1.192', '6.6.140', '6.12.107'].map(secondPool)).toEqual([
      'busy',
      'ignored',
      'busy',
      'ignored',
      'ignored',
    ]);
  });
});
