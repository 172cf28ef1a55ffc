/** Rules on what only some vendors' boards are judged by. None is run unless it is asked for: by its pack, its id, or `all`. */
export interface Pack {
  readonly name: string;
  readonly about: string;
  /** Ids of rules, whose preset is `pack`. */
  readonly rules: readonly string[];
}

export const packNames = ['known-firmware', 'remoteproc'] as const;

export type PackName = (typeof packNames)[number];

export const packs: Readonly<Record<PackName, Pack>> = {
  'known-firmware': {
    name: 'known-firmware',
    about: 'where the firmware of some chips lies',
    rules: ['known-firmware-unreserved'],
  },
  remoteproc: {
    name: 'remoteproc',
    about: "the names that remote processors' drivers look for",
    rules: ['remoteproc-region-name'],
  },
};

/** The pack that a rule is in. */
export function packOf(rule: string): PackName | undefined {
  return packNames.find((name) => packs[name].rules.includes(rule));
}
