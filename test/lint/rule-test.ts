import { describe, expect, it } from 'vitest';
import { type KernelProfile, type ProfileRequest, profileFor } from '../../src/kernel/profile.ts';
import type { Behaviours } from '../../src/kernel/profiles/behaviours.ts';
import { behavioursByVersion } from '../../src/kernel/profiles/behaviours-by-version.ts';
import type { LintInput } from '../../src/lint/board-facts.ts';
import type { Finding, Severity } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Rule } from '../../src/lint/rule.ts';
import type { Place } from '../../src/source/place.ts';
import { boardFromText } from '../helpers/board.ts';

/** A board of a rule's table. It is judged for Linux 6.12 on arm64 unless it says otherwise. */
export interface RuleCase {
  readonly name: string;
  readonly dts: string;
  readonly input?: Partial<Omit<LintInput, 'model'>>;
}

/** What one finding must look like; what is left out is not compared. */
export interface ExpectedFinding {
  readonly severity: Severity;
  readonly message: string;
  /** The text that its place covers. */
  readonly at: string;
  readonly node?: string;
  /** Parts of the related places' messages, and the text that they cover. */
  readonly related?: readonly (readonly [message: string, at: string])[];
  readonly note?: string;
  readonly help?: string;
  /** What its fix is called, and what it writes; none: nothing. */
  readonly fix?: readonly string[];
}

/** Runs one rule over a table of boards. */
export function ruleTest(
  rule: Rule,
  table: {
    readonly valid: readonly RuleCase[];
    readonly invalid: readonly (RuleCase & { readonly findings: readonly ExpectedFinding[] })[];
  },
): void {
  describe(rule.id, () => {
    it.each(table.valid)('says nothing: $name', (one) => {
      expect(findingsOf(rule, one).map(({ message }) => message)).toEqual([]);
    });

    it.each(table.invalid)('tells: $name', (one) => {
      const findings = findingsOf(rule, one);
      expect(findings.map((finding, index) => shown(finding, one.findings[index]))).toEqual(one.findings);
    });
  });
}

/** The profile of Linux 6.12 on arm64. */
export const arm64: KernelProfile = profileOf({});

/** The same with the behaviours of another release line. */
export function arm64Like(version: '5.10' | '6.1' | '7.2'): KernelProfile {
  const behaviours: Behaviours = behavioursByVersion[version] ?? arm64.behaviours;
  return { ...arm64, version, behaviours };
}

/** No profile, as for an architecture that has none. */
export function withoutProfile(arch: string): Partial<LintInput> {
  return { profile: undefined, arch };
}

/** A board with 1 GiB of memory at 0x80000000, one cell each, and these regions. */
export function reserved(regions: string, rest = ''): string {
  return `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		${regions}
	};
	${rest}
};`;
}

/** The same without the memory's size, as boards leave it to the boot loader. */
export function withoutMemory(dts: string): string {
  return dts.replace('reg = <0x80000000 0x40000000>', 'reg = <0x80000000 0x0>');
}

function findingsOf(rule: Rule, { dts, input }: RuleCase): readonly Finding[] {
  const { model } = boardFromText(dts);
  return lint({ model, arch: 'arm64', profile: arm64, ...input }, { rules: [rule] });
}

function shown(finding: Finding, expected: ExpectedFinding | undefined): ExpectedFinding {
  const all: Required<ExpectedFinding> = {
    severity: finding.severity,
    message: finding.message,
    at: textOf(finding.place),
    node: finding.node,
    related: finding.related.map(({ message, place }) => [message, textOf(place)] as const),
    note: finding.note ?? '',
    help: finding.help ?? '',
    fix: finding.fix === undefined ? [] : [finding.fix.title, ...finding.fix.edits.map(({ text }) => text)],
  };
  if (expected === undefined) return all;
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => key in expected),
  ) as unknown as ExpectedFinding;
}

/** A place's text; of a long one the first line. */
function textOf({ file, start, end }: Place): string {
  return file.text.slice(start, end).split('\n')[0] ?? '';
}

/** A profile that there is. */
export function profileOf(request: ProfileRequest): KernelProfile {
  const result = profileFor(request);
  if (!result.ok) throw new Error(result.problem.message);
  return result.profile;
}
