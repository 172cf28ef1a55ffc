import { describe, expect, it } from 'vitest';
import { MemoryBytes } from '../../../src/kernel/dma/memory-bytes.ts';

describe('bytes of physical memory', () => {
  it('are nought until they are written', () => {
    const memory = new MemoryBytes();
    expect([...memory.read(0x80000000n, 4)]).toEqual([0, 0, 0, 0]);
  });

  it('are written across pages, and read back', () => {
    const memory = new MemoryBytes();
    memory.write(0x80000ffen, Uint8Array.of(1, 2, 3, 4));
    expect([...memory.read(0x80000ffdn, 6)]).toEqual([0, 1, 2, 3, 4, 0]);
  });

  it('take no room where a page has one value throughout', () => {
    const memory = new MemoryBytes();
    // 4096 pages, of which one has a second value afterwards.
    memory.fill(0x80000000n, 16 << 20, 0xcc);
    memory.fill(0x80000000n + 5n, 1, 0x1cd);
    expect([...memory.read(0x80000004n, 3)]).toEqual([0xcc, 0xcd, 0xcc]);
    expect([...memory.read(0x80fffffen, 4)]).toEqual([0xcc, 0xcc, 0, 0]);
  });

  it('are copied as they were before, also onto themselves', () => {
    const memory = new MemoryBytes();
    memory.write(0x1000n, Uint8Array.of(1, 2, 3, 4));
    memory.copy(0x1001n, 0x1000n, 4);
    expect([...memory.read(0x1000n, 5)]).toEqual([1, 1, 2, 3, 4]);
  });

  it('are lost past the bound, which is said', () => {
    const memory = new MemoryBytes();
    for (let page = 0n; page < 16384n; page++) memory.fill(page * 4096n, 1, 1);
    expect(memory.isFull).toBe(false);
    memory.fill(16384n * 4096n, 1, 1);
    expect(memory.isFull).toBe(true);
    expect(memory.read(16384n * 4096n, 1)[0]).toBe(0);
    expect(memory.read(0n, 1)[0]).toBe(1);
  });
});
