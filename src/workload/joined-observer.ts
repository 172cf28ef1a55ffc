import type { RunObserver } from './run-observer.ts';

/** Tells several observers of the same run; undefined: there are none. */
export function joinedObserver(observers: readonly (RunObserver | undefined)[]): RunObserver | undefined {
  const all = observers.filter((observer) => observer !== undefined);
  if (all.length < 2) return all[0];
  return {
    allocated: (...args) => {
      for (const one of all) one.allocated(...args);
    },
    failed: (...args) => {
      for (const one of all) one.failed(...args);
    },
    freed: (...args) => {
      for (const one of all) one.freed(...args);
    },
    performed: (...args) => {
      for (const one of all) one.performed(...args);
    },
  };
}
