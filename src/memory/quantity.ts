const units: readonly (readonly [name: string, bytes: bigint])[] = [
  ['TiB', 1n << 40n],
  ['GiB', 1n << 30n],
  ['MiB', 1n << 20n],
  ['KiB', 1n << 10n],
];

/** An address or size as carveout writes it everywhere: lower-case hex with 0x, no padding. */
export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** A size for people: `64 KiB`, `1.5 MiB`, `12 GiB`, `100 bytes`; exact where the unit divides, else two decimals. */
export function formatBytes(value: bigint | number): string {
  const bytes = BigInt(value);
  const unit = units.find(([, size]) => bytes >= size);
  if (unit === undefined) return bytes === 1n ? '1 byte' : `${bytes} bytes`;
  const [name, size] = unit;
  const hundredths = (bytes * 100n + size / 2n) / size;
  const whole = hundredths / 100n;
  const rest = hundredths % 100n;
  if (rest === 0n) return `${whole} ${name}`;
  return `${whole}.${rest.toString().padStart(2, '0').replace(/0$/, '')} ${name}`;
}

/** A size in both forms, as every message shows it: `0x800000 (8 MiB)`. */
export function hexBytes(value: bigint | number): string {
  return `${hex(value)} (${formatBytes(value)})`;
}
