import { existsSync } from 'node:fs';
import { writeOutputFile } from './output.ts';
import { UsageError } from './usage-error.ts';

const name = 'carveout.config.yaml';

/** What `lint --init` writes: everything is as it would be without, and says how to change it. */
export const newConfig = `# carveout's configuration: docs/configuration.md tells of every part.

# The kernel that the boards are for, as the options of the same names. A version stands in quotes.
# kernel:
#   version: "6.12"
#   cmdline: "cma=64M"

lint:
  # recommended (errors and warnings), strict (infos too), or all (what vendors know as well)
  preset: recommended

  # Packs of rules on what vendors know, beside the preset's; \`carveout rules\` says which rule is in which
  # packs: [remoteproc]

  # off, info, warning or error, by a rule's id; \`carveout rules\` lists them
  rules: {}

  # Other rules for some files; later ones win
  # overrides:
  #   - files: ["vendor/**"]
  #     rules: { unit-address-mismatch: off }

  # Findings that are known, so that only new ones count: \`carveout lint … --baseline FILE --update-baseline\` writes it
  # baseline: carveout-baseline.json

  # error, warning, info or never
  failOn: error
`;

/** Writes it into the working folder: its name. @throws UsageError where one stands there */
export function writeNewConfig(): string {
  for (const known of [name, 'carveout.config.yml', 'carveout.config.json']) {
    if (existsSync(known)) throw new UsageError(`--init: ${known} stands here.`);
  }
  writeOutputFile('--init', name, newConfig);
  return name;
}
