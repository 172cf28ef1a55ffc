import {
  type DriverFunction,
  driverFunctions,
  type ReservedMemoryDriver,
} from '../../kernel/hooks/driver.ts';
import { errno } from '../../kernel/hooks/hook.ts';
import type { HookDeclaration } from './hook-messages.ts';

/** What a file of hooks declares while it is loaded. */
export class DeclaredDrivers {
  readonly declarations: HookDeclaration[] = [];
  readonly #drivers: ReservedMemoryDriver[] = [];
  #isOpen = true;

  /** What `import … from 'carveout/hooks'` gives to the file. */
  get module(): Readonly<Record<string, unknown>> {
    return {
      errno,
      declareReservedMemory: (compatible: unknown, driver: unknown) => this.#declare(compatible, driver),
    };
  }

  at(index: number): ReservedMemoryDriver {
    const driver = this.#drivers[index];
    if (driver === undefined) throw new RangeError(`There is no hook ${index}.`);
    return driver;
  }

  /** From now on nothing can be declared. */
  close(): void {
    this.#isOpen = false;
  }

  #declare(compatible: unknown, driver: unknown): void {
    if (!this.#isOpen) throw new Error('declareReservedMemory() is called after the file was loaded.');
    if (typeof compatible !== 'string' || compatible === '')
      throw new TypeError('declareReservedMemory() expects a compatible, a string, as its first argument.');
    if (!isDriver(driver))
      throw new TypeError(
        `declareReservedMemory('${compatible}') expects an object with setup, deviceInit or deviceRelease, each a function.`,
      );
    this.#drivers.push(driver);
    this.declarations.push({ compatible, functions: driverFunctions.filter((name) => name in driver) });
  }
}

function isDriver(value: unknown): value is ReservedMemoryDriver {
  if (typeof value !== 'object' || value === null) return false;
  const functions = driverFunctions.filter((name: DriverFunction) => name in value);
  const members = value as Readonly<Record<string, unknown>>;
  return functions.length > 0 && functions.every((name) => typeof members[name] === 'function');
}
