const largestErrno = 4095;

/** What a driver's function returned as the kernel sees it; undefined for what no C function could mean by it. */
export function driverResult(value: unknown): number | undefined {
  if (value === undefined) return 0;
  const isResult =
    typeof value === 'number' && Number.isInteger(value) && value <= 0 && value >= -largestErrno;
  return isResult ? value : undefined;
}
