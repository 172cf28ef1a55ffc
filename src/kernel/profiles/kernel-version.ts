/** A kernel's version as numbers. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
  /** Of a stable release; undefined: not told. */
  readonly patch: number | undefined;
}

const form = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,5}))?(?:[-+][-+.\w~]*)?$/;

/**
 * Reads `6.6`, `v5.15.1`, `6.12-rc3` or what `uname -r` prints, `6.12.107+deb13-arm64`; undefined for anything else. What stands
 * behind the numbers does not count: most of a release is in its first candidate.
 */
export function parseKernelVersion(text: string): KernelVersion | undefined {
  const [, major, minor, patch] = form.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
  };
}

/** `6.12`: the line that a version belongs to. */
export function releaseLine({ major, minor }: KernelVersion): string {
  return `${major}.${minor}`;
}

/** The newest of some release lines, newest first, that is not newer than a version; undefined: it is older than all. */
export function nearestLine(version: KernelVersion, lines: readonly string[]): string | undefined {
  return lines.find((line) => {
    const [major = 0, minor = 0] = line.split('.').map(Number);
    return major < version.major || (major === version.major && minor <= version.minor);
  });
}
