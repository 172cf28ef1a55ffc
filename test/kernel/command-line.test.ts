import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/kernel/command-line.ts';
import { memparse } from '../../src/kernel/parameters/memparse.ts';

const mebibyte = 1n << 20n;

function messagesOf(text: string): readonly string[] {
  return parseCommandLine(text).problems.map(({ message }) => message);
}

describe('memparse', () => {
  it.each([
    ['16M', 16n << 20n, ''],
    ['0x10k@1', 0x4000n, '@1'],
    ['010', 8n, ''],
    ['08', 0n, '8'],
    ['2g', 2n << 30n, ''],
    ['x', 0n, 'x'],
    ['0x', 0n, 'x'],
    ['16E', 0n, ''],
  ])('reads %s as lib/cmdline.c does', (text, value, rest) => {
    expect(memparse(text)).toEqual({ value, rest });
  });
});

describe('parseCommandLine', () => {
  it.each([
    ['cma=64M', { size: 64n * mebibyte, base: 0n, limit: 0n }],
    ['cma=0', { size: 0n, base: 0n, limit: 0n }],
    ['cma=8M@32M', { size: 8n * mebibyte, base: 0x2000000n, limit: 0x2800000n }],
    ['cma=8M@0x2000000', { size: 8n * mebibyte, base: 0x2000000n, limit: 0x2800000n }],
    ['cma=8M@32M-1G', { size: 8n * mebibyte, base: 0x2000000n, limit: 1n << 30n }],
    ['cma=8M@0-1G', { size: 8n * mebibyte, base: 0n, limit: 1n << 30n }],
  ])('reads size, base and limit of %s', (text, cma) => {
    expect(parseCommandLine(text)).toMatchObject({ cma, problems: [] });
  });

  it('lets the last one count, and leaves what follows -- to init', () => {
    expect(parseCommandLine('mem=1G "a b" mem=2G -- mem=3G').memoryLimit).toBe(2n << 30n);
  });

  it.each([
    ['"mem=1G"', 1n << 30n],
    ['mem="1G"', 1n << 30n],
    ['dyndbg="file x mem=2G" mem=1G', 1n << 30n],
    ['mem=1G root="mem=2G', 1n << 30n],
    ['=mem=1G', undefined],
  ])('keeps words together by quotes as the kernel does: %s', (text, limit) => {
    expect(parseCommandLine(text).memoryLimit).toBe(limit);
  });

  it('takes dashes for underscores', () => {
    expect(parseCommandLine('coherent-pool=1M').coherentPool).toBe(mebibyte);
  });

  it('reads the parameters of nodes, bounce buffers and mappings', () => {
    const commandLine = parseCommandLine('cma_pernuma=16M numa_cma=0:8M,1:4M vmalloc=512M');
    expect(commandLine).toMatchObject({
      cmaPerNuma: 16n * mebibyte,
      numaCma: [
        { node: 0, size: 8n * mebibyte },
        { node: 1, size: 4n * mebibyte },
      ],
      vmalloc: 512n * mebibyte,
      problems: [],
    });
  });

  it.each([
    ['hugetlb_cma=2G', { size: 2048n * mebibyte, nodes: [] }],
    ['hugetlb_cma=1:2G', { size: 1n, nodes: [{ node: 1, size: 2048n * mebibyte }] }],
  ])('reads %s', (text, hugetlbCma) => {
    expect(parseCommandLine(text)).toMatchObject({ hugetlbCma, problems: [] });
  });

  it.each([
    ['swiotlb=2048', { slots: 2048, areas: undefined, mode: undefined }],
    ['swiotlb=2048,4,force', { slots: 2048, areas: 4, mode: 'force' }],
    ['swiotlb=2048,noforce', { slots: 2048, areas: undefined, mode: 'noforce' }],
    ['swiotlb=force', { slots: undefined, areas: undefined, mode: 'force' }],
  ])('reads %s', (text, swiotlb) => {
    expect(parseCommandLine(text)).toMatchObject({ swiotlb, problems: [] });
  });

  it('takes the forms of kernelcore=, movablecore= and crashkernel=, and warns of others', () => {
    const messages = (text: string): readonly string[] =>
      parseCommandLine(text).problems.map(({ message }) => message);
    const good = ['kernelcore=mirror', 'kernelcore=512M', 'movablecore=50%', 'crashkernel=256M@0x90000000'];
    const forms = ['crashkernel=1G,high', 'crashkernel=2G-4G:128M,4G-:256M@16M', 'crashkernel=128M,cma'];
    for (const text of [...good, ...forms]) expect(messages(text), text).toEqual([]);

    expect(messages('kernelcore=some')).toEqual([
      'The kernel parameter kernelcore=some: "some" does not begin with a number, and counts as 0.',
    ]);
    expect(messages('movablecore=1G%')).toEqual([]);
    for (const text of ['crashkernel=', 'crashkernel=auto', 'crashkernel=128M,top', 'crashkernel=1G-2G'])
      expect(messages(text), text).toEqual([
        `The kernel parameter ${text}: no memory is kept for a crash kernel.`,
      ]);
  });

  it('keeps every mem= with its start', () => {
    expect(parseCommandLine('mem=62M mem=64M@0x50000000').memoryRanges).toEqual([
      { size: 62n * mebibyte, start: undefined },
      { size: 64n * mebibyte, start: 0x50000000n },
    ]);
  });

  it.each([
    ['cma=none', '"none" does not begin with a number, and counts as 0'],
    ['cma=64MB', 'nothing is made of "B"'],
    ['cma=64M@', '"@" does not begin with a number, and counts as 0'],
    ['cma=64M@1G-', '"-" does not begin with a number'],
    ['cma', 'without a value it has no effect'],
    ['mem=', '"" does not begin with a number'],
    ['mem=1G@x', '"@x" does not begin with a number'],
    ['swiotlb=forced', '"forced" has no effect'],
    ['coherent_pool=1Mib', 'nothing is made of "ib"'],
    ['hugetlb_cma=0:1G,x', 'nothing is read from "x" on'],
  ])('warns of %s, and says what the kernel makes of it', (text, message) => {
    const messages = messagesOf(text);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });

  it('reads pairs of numa_cma up to the first that is none', () => {
    expect(messagesOf('numa_cma=0:8M,x')[0]).toContain('nothing is read from "x" on');
    expect(parseCommandLine('numa_cma=0:8M,x,1:4M').numaCma).toEqual([{ node: 0, size: 8n * mebibyte }]);
  });

  it('says nothing about what it does not know', () => {
    expect(messagesOf('quiet foo=bar memmap=1G$2G kernelcore=50% cmax=12')).toEqual([]);
  });
});
