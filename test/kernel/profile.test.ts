import { describe, expect, it } from 'vitest';
import { profileFor } from '../../src/kernel/profile.ts';
import { parseKconfig } from '../../src/kernel/profiles/kernel-config.ts';

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
    expect(profileFor({ version: '4.14' })).toMatchObject({
      ok: false,
      problem: { code: 'unsupported-kernel', message: expect.stringContaining('7.2, 6.12, 6.1, 5.10') },
    });
    expect(profileFor({ arch: 'mips' })).toMatchObject({
      ok: false,
      problem: { code: 'unsupported-architecture' },
    });
  });

  it('knows at which patch level 6.1 changed its mind about second pools', () => {
    const secondPool = (version: string): string | undefined => {
      const found = profileFor({ version });
      return found.ok ? found.profile.behaviours.secondPool : undefined;
    };
    expect(['6.1', '6.1.176', '6.1.192', '6.12.107'].map(secondPool)).toEqual([
      'busy',
      'ignored',
      'busy',
      'ignored',
    ]);
  });

  it('reads a .config', () => {
    const config = parseKconfig(`#
CONFIG_ARM64_16K_PAGES=y
CONFIG_HUGETLB_PAGE=y
# CONFIG_DMA_CMA is not set
CONFIG_CMA_SIZE_MBYTES=128
CONFIG_DEFAULT_HOSTNAME="(none)"
CONFIG_CMA_AREAS=x
`);
    expect(config.get('DEFAULT_HOSTNAME')).toBe('(none)');
    expect(profileFor({ config, kconfig: 'my.config' })).toMatchObject({
      ok: true,
      profile: {
        kconfig: 'my.config',
        config: { pageSize: 16384, dmaCma: false, pageblockOrder: 11, cmaAreas: 8, cmaSize: { mbytes: 128 } },
      },
    });
  });
});
