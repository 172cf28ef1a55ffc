import type { BootContext } from './boot-context.ts';
import { roundDown, roundUp } from './memblock.ts';
import { larger } from './unsigned.ts';

/**
 * What arm64 does to memblock before it scans reserved memory (arm64_memblock_init(); spec 01 §1): cut memory to what its map
 * reaches, apply `mem=`, and reserve initrd and kernel image.
 */
export function arm64MemblockInit({ memblock, profile, machine, commandLine }: BootContext): void {
  const { physicalBits, linearMapSize, linearMapAlign } = profile.facts;
  const everything = (1n << 64n) - 1n;
  memblock.remove(1n << BigInt(physicalBits), everything);

  const image = machine.kernelImage;
  const imageEnd = image.base + image.size;
  const mapStart = roundDown(memblock.startOfDram(), linearMapAlign);
  const mapEnd = mapStart + linearMapSize;
  memblock.remove(larger(mapEnd, imageEnd), everything);
  if (mapEnd < memblock.endOfDram())
    memblock.remove(0n, roundUp(memblock.endOfDram() - linearMapSize, linearMapAlign));

  if (commandLine.memoryLimit !== undefined) {
    memblock.limitMemory(roundDown(commandLine.memoryLimit, BigInt(profile.config.pageSize)));
    memblock.add(image.base, image.size);
  }

  if (machine.initrd !== undefined) {
    const page = BigInt(profile.config.pageSize);
    const base = roundDown(machine.initrd.base, page);
    const size = roundUp(machine.initrd.base + machine.initrd.size, page) - base;
    memblock.add(base, size);
    memblock.clearNoMap(base, size);
    memblock.reserve(base, size);
  }
  memblock.reserve(image.base, image.size);
}
