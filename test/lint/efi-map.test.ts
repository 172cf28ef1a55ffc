import { describe, expect, it } from 'vitest';
import { readEfiMap } from '../../src/lint/efi-map.ts';

describe('a UEFI memory map', () => {
  it('is read from the log of arm64 and riscv, whatever stands before its lines', () => {
    const log =
      '[    0.000000] efi:   0x000080000000-0x0000bfffffff [Conventional|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]*';
    expect(readEfiMap(log)).toEqual([{ base: 0x80000000n, size: 0x40000000n, type: 'Conventional' }]);
  });

  it('is read from the log with range=[...]', () => {
    const log = 'efi: mem07: [Runtime Data|RUN|  |WB] range=[0x00000000be800000-0x00000000be9fffff] (2MB)';
    expect(readEfiMap(log)).toEqual([{ base: 0xbe800000n, size: 0x200000n, type: 'RuntimeServicesData' }]);
  });

  it("is read from what the shell's memmap prints", () => {
    const shell =
      'Type       Start            End              # Pages          Attributes\n' +
      'Available  0000000080000000-00000000BFFFFFFF 0000000000040000 000000000000000F';
    expect(readEfiMap(shell)).toEqual([{ base: 0x80000000n, size: 0x40000000n, type: 'Conventional' }]);
  });

  it('comes in the order of addresses', () => {
    const log = 'efi: 0x2000-0x2fff [Reserved|]\nefi: 0x1000-0x1fff [ACPI Mem NVS|]';
    expect(readEfiMap(log).map(({ type }) => type)).toEqual(['AcpiNvs', 'Reserved']);
  });

  it('has no entry for other lines, types that do not exist, and ends below their starts', () => {
    const text =
      'OF: reserved mem: 0x00000000bf800000..0x00000000bfffffff (8192 KiB) map non-reusable a\n' +
      'efi: 0x1000-0x1fff [Nonsense|]\nefi: 0x2000-0xfff [Reserved|]\nACPI: [mem 0x1000-0x1fff]';
    expect(readEfiMap(text)).toEqual([]);
  });
});
