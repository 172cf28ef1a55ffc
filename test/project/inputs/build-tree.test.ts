import { describe, expect, it } from 'vitest';
import { readBuildCommand } from '../../../src/project/inputs/build-command.ts';
import { readBuildTree } from '../../../src/project/inputs/build-tree.ts';
import { shellCommands } from '../../../src/project/inputs/shell-words.ts';
import { FileStore } from '../../../src/source/file-store.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';

/** What kbuild wrote down for one board, in the eras of the kernel and in U-Boot; shortened where nothing is read. */
const eras = {
  'Linux 3.4: dtc alone':
    'cmd_arch/arm/boot/b.dtb := scripts/dtc/dtc -O dtb -o arch/arm/boot/b.dtb -b 0  arch/arm/boot/dts/b.dts\n',
  'Linux 3.10':
    'cmd_arch/arm/boot/dts/b.dtb := arm-eabi-gcc -E -Wp,-MD,arch/arm/boot/dts/.b.dtb.d.pre.tmp -nostdinc -I/src/linux/arch/arm/boot/dts -I/src/linux/arch/arm/boot/dts/include -undef -D__DTS__ -x assembler-with-cpp -o arch/arm/boot/dts/.b.dtb.dts.tmp arch/arm/boot/dts/b.dts ; /src/linux/scripts/dtc/dtc -O dtb -o arch/arm/boot/dts/b.dtb -b 0 -i arch/arm/boot/dts/ -d arch/arm/boot/dts/.b.dtb.d.dtc.tmp arch/arm/boot/dts/.b.dtb.dts.tmp ; cat x y > z\n',
  'Linux 5.10':
    'cmd_arch/arm/boot/dts/b.dtb := mkdir -p arch/arm/boot/dts/ ; gcc -E -Wp,-MMD,arch/arm/boot/dts/.b.dtb.d.pre.tmp -nostdinc -I./scripts/dtc/include-prefixes -undef -D__DTS__ -x assembler-with-cpp -o arch/arm/boot/dts/.b.dtb.dts.tmp arch/arm/boot/dts/b.dts ; ./scripts/dtc/dtc -O dtb -o arch/arm/boot/dts/b.dtb -b 0 -iarch/arm/boot/dts/ -i./scripts/dtc/include-prefixes -Wno-unit_address_vs_reg -d x arch/arm/boot/dts/.b.dtb.dts.tmp ; cat a b > c\n\nsource_arch/arm/boot/dts/b.dtb := arch/arm/boot/dts/b.dts\n\ndeps_arch/arm/boot/dts/b.dtb := \\\n  arch/arm/boot/dts/soc.dtsi \\\n',
  'Linux 6.12':
    'savedcmd_arch/arm/boot/dts/b.dtb := gcc -E -Wp,-MMD,arch/arm/boot/dts/.b.dtb.d.pre.tmp -nostdinc -I ./scripts/dtc/include-prefixes -undef -D__DTS__ -x assembler-with-cpp -o arch/arm/boot/dts/.b.dtb.dts.tmp arch/arm/boot/dts/b.dts ; ./scripts/dtc/dtc -@ -o arch/arm/boot/dts/b.dtb -b 0 -iarch/arm/boot/dts/ arch/arm/boot/dts/.b.dtb.dts.tmp\n\nsource_arch/arm/boot/dts/b.dtb := arch/arm/boot/dts/b.dts\n',
} as const;

describe("kbuild's commands", () => {
  it.each(Object.entries(eras))('of %s name the source', (era, text) => {
    const command = readBuildCommand(text);
    expect(command).toMatchObject({ kind: 'source', source: 'arch/arm/boot/dts/b.dts', defines: [] });
    const folders = command?.kind === 'source' ? command.includeFolders : [];
    if (era === 'Linux 6.12')
      expect(folders).toEqual(['./scripts/dtc/include-prefixes', 'arch/arm/boot/dts/']);
    if (era === 'Linux 3.10') expect(folders[0]).toBe('/src/linux/arch/arm/boot/dts');
  });

  it('of U-Boot pipe the source into cpp, and fixdep then names another', () => {
    const text =
      'cmd_arch/arm/dts/b.dtb := mkdir -p arch/arm/dts/ ; cat arch/arm/dts/b.dts | gcc -E -nostdinc -Iinclude -D__ASSEMBLY__ -DREV=0x2 -undef -D__DTS__ -o arch/arm/dts/.b.dtb.dts.tmp - ; dtc -O dtb -o arch/arm/dts/b.dtb\n\nsource_arch/arm/dts/b.dtb := arch/arm/dts/other.dts\n';
    expect(readBuildCommand(text)).toMatchObject({
      source: 'arch/arm/dts/b.dts',
      includeFolders: ['include'],
      defines: [{ name: '__ASSEMBLY__' }, { name: 'REV', value: '0x2' }],
    });
  });

  it('of a composite blob name its parts', () => {
    const text =
      'savedcmd_arch/arm64/boot/dts/ti/c.dtb := ./scripts/dtc/fdtoverlay -o arch/arm64/boot/dts/ti/c.dtb -i arch/arm64/boot/dts/ti/b.dtb arch/arm64/boot/dts/ti/o.dtbo arch/arm64/boot/dts/ti/p.dtbo\n';
    expect(readBuildCommand(text)).toEqual({
      kind: 'composite',
      target: 'arch/arm64/boot/dts/ti/c.dtb',
      base: 'arch/arm64/boot/dts/ti/b.dtb',
      overlays: ['arch/arm64/boot/dts/ti/o.dtbo', 'arch/arm64/boot/dts/ti/p.dtbo'],
    });
  });

  it('of what is no device tree tell nothing', () => {
    expect(readBuildCommand('cmd_kernel/fork.o := gcc -c -o kernel/fork.o kernel/fork.c\n')).toBeUndefined();
    expect(readBuildCommand('')).toBeUndefined();
  });
});

describe('a shell line', () => {
  it('is split into commands and words, without redirections', () => {
    expect(shellCommands(`mkdir -p 'a b' ; cc -D"X=\\"1\\"" -o out in > log 2>&1 && cat x|y`)).toEqual([
      ['mkdir', '-p', 'a b'],
      ['cc', '-DX="1"', '-o', 'out', 'in'],
      ['cat', 'x'],
      ['y'],
    ]);
  });
});

const savedcmd = (name: string, source: string, more = ''): string =>
  `savedcmd_arch/arm64/boot/dts/v/${name} := gcc -E -nostdinc -I../linux/scripts/dtc/include-prefixes ${more} -undef -D__DTS__ -o x.tmp ../linux/arch/arm64/boot/dts/v/${source} ; ./scripts/dtc/dtc -o arch/arm64/boot/dts/v/${name} x.tmp\n`;

describe('a build', () => {
  const sources = {
    '/linux/arch/arm64/boot/dts/v/b.dts': '',
    '/linux/arch/arm64/boot/dts/v/o.dtso': '',
    '/linux/scripts/dtc/include-prefixes/x': '',
  };
  const out = '/out/arch/arm64/boot/dts/v';

  function buildOf(files: Readonly<Record<string, string>>): ReturnType<typeof readBuildTree> {
    const access = new MemoryFiles({ ...sources, ...files });
    return readBuildTree(new FileStore({ access, workingFolder: '/linux' }), Object.keys(files));
  }

  it('outside the tree gives each board as it was built', () => {
    expect(buildOf({ [`${out}/.b.dtb.cmd`]: savedcmd('b.dtb', 'b.dts', '-DREV=2') })).toEqual({
      boards: [
        {
          path: 'arch/arm64/boot/dts/v/b.dts',
          build: {
            target: '/out/arch/arm64/boot/dts/v/b.dtb',
            includeFolders: ['/linux/scripts/dtc/include-prefixes'],
            defines: [{ name: 'REV', value: '2' }],
            overlays: [],
          },
        },
      ],
      missing: [],
    });
  });

  it('takes overlays where a blob was put together with them, and not by themselves', () => {
    const composite =
      'savedcmd_arch/arm64/boot/dts/v/c.dtb := ./scripts/dtc/fdtoverlay -o arch/arm64/boot/dts/v/c.dtb -i arch/arm64/boot/dts/v/b.dtb arch/arm64/boot/dts/v/o.dtbo\n';
    const { boards } = buildOf({
      [`${out}/.b.dtb.cmd`]: savedcmd('b.dtb', 'b.dts'),
      [`${out}/.o.dtbo.cmd`]: savedcmd('o.dtbo', 'o.dtso'),
      [`${out}/.c.dtb.cmd`]: composite,
    });
    expect(boards.map(({ build }) => [build?.target, build?.overlays])).toEqual([
      ['/out/arch/arm64/boot/dts/v/b.dtb', []],
      ['/out/arch/arm64/boot/dts/v/c.dtb', ['/linux/arch/arm64/boot/dts/v/o.dtso']],
    ]);
  });

  it('finds its sources where the whole tree was moved after the build', () => {
    const moved = savedcmd('b.dtb', 'b.dts').replaceAll('../linux/', '/home/builder/linux/');
    const { boards } = buildOf({ '/linux/arch/arm64/boot/dts/v/.b.dtb.cmd': moved });
    expect(boards.map(({ path }) => path)).toEqual(['arch/arm64/boot/dts/v/b.dts']);
    expect(boards[0]?.build?.includeFolders).toEqual(['/linux/scripts/dtc/include-prefixes']);
  });

  it('tells of blobs whose sources are gone', () => {
    const { boards, missing } = buildOf({ [`${out}/.g.dtb.cmd`]: savedcmd('g.dtb', 'gone.dts') });
    expect({ boards, missing }).toEqual({ boards: [], missing: ['/out/arch/arm64/boot/dts/v/g.dtb'] });
  });
});
