/** For an option that takes one value: of two given, the last one counts. */
export function lastOne<T>(value: T | readonly T[]): T {
  return Array.isArray(value) ? value.at(-1) : (value as T);
}
