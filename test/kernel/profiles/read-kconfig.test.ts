import { describe, expect, it } from 'vitest';
import { cmaUnit } from '../../../src/kernel/cma-areas.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { readKconfig } from '../../../src/kernel/profiles/read-kconfig.ts';

const text = `#
# Automatically generated file; DO NOT EDIT.
# Linux/arm64 6.6.30 Kernel Configuration
#
CONFIG_ARM64_16K_PAGES=y
CONFIG_HUGETLB_PAGE=y
# CONFIG_DMA_CMA is not set
CONFIG_CMA_SIZE_MBYTES=128
CONFIG_ARM64_VA_BITS=47
CONFIG_DEFAULT_HOSTNAME="(none)"
`;

function messageOf(config: string): string | undefined {
  const read = readKconfig(config);
  return read.ok ? undefined : read.problem.message;
}

describe('readKconfig', () => {
  it('reads symbols, and version and architecture out of the header', () => {
    const read = readKconfig(text);
    if (!read.ok) throw new Error(read.problem.message);
    const { symbols, version, arch } = read.kconfig;
    expect([version, arch, symbols.get('DEFAULT_HOSTNAME')]).toEqual(['6.6.30', 'arm64', '(none)']);
    expect(profileFor({ version, arch, config: symbols, kconfig: 'my.config' })).toMatchObject({
      ok: true,
      profile: {
        version: '6.1',
        requested: '6.6.30',
        kconfig: 'my.config',
        facts: { linearMapSize: 1n << 46n },
        config: { pageSize: 16384, dmaCma: false, pageblockOrder: 11, cmaAreas: 7, cmaSize: { mbytes: 128 } },
      },
    });
  });

  it('takes lines that end as on Windows, and a configuration without a header', () => {
    const read = readKconfig('CONFIG_CMA_AREAS=9\r\nCONFIG_DMA_CMA=y\r\n');
    expect(read.ok && [...read.kconfig.symbols]).toEqual([
      ['CMA_AREAS', '9'],
      ['DMA_CMA', 'y'],
    ]);
    expect(read.ok && read.kconfig.version).toBeUndefined();
  });

  it.each([
    ['', 'it sets no symbol at all'],
    ['# a comment\n', 'it sets no symbol at all'],
    ['CONFIG_A=y\n/dts-v1/;\n', 'line 2 is "/dts-v1/;"'],
    ['CONFIG_A=y\n\u0000\u0001\u0002\n', 'line 2 is "???"'],
    ['\nCONFIG_CMA_AREAS=x\n', 'line 2: CONFIG_CMA_AREAS is x, where a number from 1 to 10000 belongs'],
    ['CONFIG_CMA_ALIGNMENT=13\n', 'a number from 2 to 12'],
    ['CONFIG_CMA_SIZE_MBYTES=-1\n', 'CONFIG_CMA_SIZE_MBYTES is -1'],
    [
      'CONFIG_ARM64_4K_PAGES=y\nCONFIG_ARM64_64K_PAGES=y\n',
      'CONFIG_ARM64_4K_PAGES and CONFIG_ARM64_64K_PAGES exclude one another',
    ],
  ])('refuses %j', (config, message) => {
    expect(messageOf(config)).toContain(message);
  });

  it.each([
    ['CONFIG_ARM64_4K_PAGES=y\nCONFIG_TRANSPARENT_HUGEPAGE=y', '6.1', 4],
    ['CONFIG_ARM64_4K_PAGES=y\nCONFIG_TRANSPARENT_HUGEPAGE=y', '6.12', 2],
    ['CONFIG_ARM64_4K_PAGES=y', '7.2', 4],
    ['CONFIG_ARM64_4K_PAGES=y\nCONFIG_HUGETLB_PAGE=y\nCONFIG_ARCH_FORCE_MAX_ORDER=13', '6.12', 2],
    ['CONFIG_ARM64_4K_PAGES=y\nCONFIG_HUGETLB_PAGE=y\nCONFIG_FORCE_MAX_ZONEORDER=14', '5.10', 32],
    ['CONFIG_ARM64_64K_PAGES=y\nCONFIG_HUGETLB_PAGE=y\nCONFIG_PAGE_BLOCK_MAX_ORDER=5', '7.2', 2],
  ])('makes of %j on %s a CMA unit of %3$i MiB', (config, version, mebibytes) => {
    const read = readKconfig(config);
    const found = profileFor({ version, config: read.ok ? read.kconfig.symbols : new Map() });
    expect(found.ok && cmaUnit(found.profile)).toBe(BigInt(mebibytes) << 20n);
  });
});
