const names: Readonly<Record<number, string>> = {
  [-2]: 'ENOENT',
  [-5]: 'EIO',
  [-12]: 'ENOMEM',
  [-16]: 'EBUSY',
  [-19]: 'ENODEV',
  [-22]: 'EINVAL',
  [-28]: 'ENOSPC',
};

/** A return code for people: `0`, `-22 EINVAL`. */
export function errnoName(code: number): string {
  const name = names[code];
  return name === undefined ? `${code}` : `${code} ${name}`;
}
