import { describe, expect, it } from 'vitest';
import { ramBanks } from '../../../src/project/rehearse/ram-banks.ts';
import { boardFromText } from '../../helpers/board.ts';

const mib = 1n << 20n;
const gib = 1n << 30n;

function modelOf(...regs: readonly string[]) {
  const nodes = regs.map((reg, index) => `memory@${index} { device_type = "memory"; reg = <${reg}>; };`);
  return boardFromText(`/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; ${nodes.join(' ')} };`).model;
}

const twoBanks = modelOf('0x0 0x80000000 0x0 0x80000000', '0x8 0x80000000 0x1 0x0');

describe('the RAM of a setting', () => {
  it('fills the banks of the tree in their order', () => {
    expect(ramBanks({ size: gib, base: undefined }, twoBanks, undefined)).toEqual([
      { base: 0x80000000n, size: gib },
    ]);
    expect(ramBanks({ size: 3n * gib, base: undefined }, twoBanks, undefined)).toEqual([
      { base: 0x80000000n, size: 2n * gib },
      { base: 0x880000000n, size: gib },
    ]);
  });

  it('makes the last bank larger where it is more than all of them', () => {
    expect(ramBanks({ size: 10n * gib, base: undefined }, twoBanks, undefined)).toEqual([
      { base: 0x80000000n, size: 2n * gib },
      { base: 0x880000000n, size: 8n * gib },
    ]);
  });

  it('lies in a bank of unknown size as a whole', () => {
    const unknown = modelOf('0x0 0x40000000 0x0 0x0');
    expect(ramBanks({ size: 2n * gib, base: undefined }, unknown, undefined)).toEqual([
      { base: 0x40000000n, size: 2n * gib },
    ]);
  });

  it('lies exactly where a base is said', () => {
    expect(ramBanks({ size: 512n * mib, base: 0x60000000n }, twoBanks, undefined)).toEqual([
      { base: 0x60000000n, size: 512n * mib },
    ]);
  });

  it('fills the banks that the command line says, where it says any', () => {
    const banks = [{ base: 0x10000000n, size: 256n * mib }];
    expect(ramBanks({ size: 128n * mib, base: undefined }, twoBanks, banks)).toEqual([
      { base: 0x10000000n, size: 128n * mib },
    ]);
  });

  it.each([
    [{ size: 0n, base: undefined }, twoBanks, 'without RAM'],
    [{ size: gib, base: (1n << 64n) - 1n }, twoBanks, 'ends above 64 bits'],
    [{ size: gib, base: undefined }, modelOf(), 'does not say where RAM begins'],
    [
      { size: 8n * gib, base: undefined },
      modelOf('0x8 0x80000000 0x1 0x0', '0x0 0x80000000 0x0 0x80000000'),
      undefined,
    ],
    [
      { size: 16n * gib, base: undefined },
      modelOf('0x1 0x0 0x0 0x80000000', '0x0 0x80000000 0x0 0x80000000'),
      'runs into the one at 0x100000000',
    ],
  ])('is refused where it cannot be: %#', (ram, model, message) => {
    const banks = ramBanks(ram, model, undefined);
    if (message === undefined) expect(banks).toHaveLength(2);
    else expect(banks).toMatchObject({ severity: 'error', message: expect.stringContaining(message) });
  });
});
