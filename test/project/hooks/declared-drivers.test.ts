import { describe, expect, it } from 'vitest';
import { DeclaredDrivers } from '../../../src/project/hooks/declared-drivers.ts';

type Declare = (compatible: unknown, driver: unknown) => void;

function opened(): { readonly drivers: DeclaredDrivers; readonly declare: Declare } {
  const drivers = new DeclaredDrivers();
  return { drivers, declare: drivers.module.declareReservedMemory as Declare };
}

describe('declareReservedMemory in a file of hooks', () => {
  it('tells which functions a driver has', () => {
    const { drivers, declare } = opened();
    declare('acme,ring', { deviceInit: () => 0, other: 1 });
    expect(drivers.declarations).toEqual([{ compatible: 'acme,ring', functions: ['deviceInit'] }]);
  });

  it('refuses what is no compatible and what is no driver', () => {
    const { declare } = opened();
    expect(() => declare('', { setup: () => 0 })).toThrow('expects a compatible');
    expect(() => declare(7, { setup: () => 0 })).toThrow('expects a compatible');
    for (const driver of [undefined, {}, { setup: 0 }, { init: () => 0 }])
      expect(() => declare('acme,ring', driver)).toThrow('expects an object with setup');
  });

  it('can be called only while the file is loaded', () => {
    const { drivers, declare } = opened();
    drivers.close();
    expect(() => declare('acme,ring', { setup: () => 0 })).toThrow('after the file was loaded');
  });
});
