import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { profileRequest } from '../../src/cli/kernel-profile.ts';
import type { KernelArguments } from '../../src/cli/options/profile-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'carveout-kconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = '# Linux/riscv 6.6.30 Kernel Configuration\nCONFIG_DMA_CMA=y\n';
const none: KernelArguments = {
  kernel: undefined,
  arch: undefined,
  kconfig: undefined,
  pageSize: undefined,
  cmdline: undefined,
  memory: [],
};

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('profileRequest', () => {
  it.each([
    ['plain', config],
    ['packed.gz', gzipSync(config)],
  ])('reads a %s configuration, whose header tells version and architecture', async (name, content) => {
    const kconfig = file(name, content);
    expect(await profileRequest({ ...none, kconfig })).toMatchObject({
      version: '6.6.30',
      arch: 'riscv',
      kconfig,
      config: new Map([['DMA_CMA', 'y']]),
    });
  });

  it('lets options go before the header', async () => {
    const kconfig = file('config', config);
    const request = { ...none, kconfig, kernel: '6.12', arch: 'arm64', pageSize: '16K' };
    expect(await profileRequest(request)).toMatchObject({ version: '6.12', arch: 'arm64', pageSize: 16384 });
  });

  it.each([
    ['nonsense', 'hello\n', /nonsense: no kernel configuration: line 1 is "hello"/],
    ['cut.gz', gzipSync(config).subarray(0, 30), /cut\.gz: cannot be unpacked/],
    ['bomb.gz', gzipSync(new Uint8Array(100 << 20)), /bomb\.gz: cannot be unpacked: they would be more/],
  ])('refuses %s', async (name, content, message) => {
    await expect(profileRequest({ ...none, kconfig: file(name, content) })).rejects.toThrow(message);
  });

  it('refuses what is no file', async () => {
    await expect(profileRequest({ ...none, kconfig: folder })).rejects.toThrow(/it is a folder/);
    await expect(profileRequest({ ...none, kconfig: join(folder, 'gone') })).rejects.toThrow(/no such file/);
  });
});
