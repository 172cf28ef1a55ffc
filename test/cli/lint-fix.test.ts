import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const soc = `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;

		/* The firmware's; its name is wrong. */
		a@50000000   { reg = <0x51000000 0x200000>; no-map; };
	};
};
`;
const board = '/dts-v1/;\n#include "soc.dtsi"\n';

function file(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('lint --fix', () => {
  it('changes what is wrong, in the file where it stands, and nothing else', () => {
    const cwd = scratchFolder({ 'board.dts': board, 'soc.dtsi': soc });
    const { status, stdout, stderr } = carveout(['lint', 'board.dts', '--fix'], { cwd });
    expect(file(cwd, 'soc.dtsi')).toBe(soc.replace('a@50000000   {', 'a@51000000   {'));
    expect(file(cwd, 'board.dts')).toBe(board);
    expect(stderr).toBe('carveout: 1 fix made in 1 file.\n');
    expect(stdout).toMatch(/^No findings/m);
    expect(status).toBe(0);
  });

  it('has nothing to do the second time', () => {
    const cwd = scratchFolder({ 'board.dts': board, 'soc.dtsi': soc });
    carveout(['lint', 'board.dts', '--fix'], { cwd });
    const once = file(cwd, 'soc.dtsi');
    expect(carveout(['lint', 'board.dts', '--fix'], { cwd }).stderr).toBe('');
    expect(file(cwd, 'soc.dtsi')).toBe(once);
  });

  it('keeps line ends, a byte order mark, and bytes that are no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(soc.replaceAll('\n', '\r\n'), 'utf8'),
    ]);
    const latin = Buffer.from(soc.replace("firmware's", 'Gerät’s'.replace('’', "'")), 'latin1');
    for (const content of [bytes, latin]) {
      const cwd = scratchFolder({ 'board.dts': board, 'soc.dtsi': content });
      carveout(['lint', 'board.dts', '--fix'], { cwd });
      const expected = Buffer.from(content.toString('latin1').replace('a@50000000', 'a@51000000'), 'latin1');
      expect(readFileSync(join(cwd, 'soc.dtsi')).equals(expected)).toBe(true);
    }
  });

  it('asks for the file instead of standard input', () => {
    const { status, stderr } = carveout(['lint', '-', '--fix'], { input: board });
    expect(stderr).toContain('standard input cannot be changed');
    expect(status).toBe(2);
  });

  it('does not touch files that -I alone leads to', () => {
    const outside = scratchFolder({ 'soc.dtsi': soc });
    const cwd = scratchFolder({ 'board.dts': board });
    const { stdout, stderr } = carveout(['lint', 'board.dts', '-I', outside, '--fix'], { cwd });
    expect(file(outside, 'soc.dtsi')).toBe(soc);
    expect(stderr).toBe('');
    expect(stdout).toContain('unit-address-mismatch');
  });
});

describe('lint --fix-dry-run', () => {
  it('prints a diff that git can apply, and changes nothing', () => {
    const cwd = scratchFolder({ 'board.dts': board, 'soc.dtsi': soc });
    const { stdout } = carveout(['lint', 'board.dts', '--fix-dry-run'], { cwd });
    expect(file(cwd, 'soc.dtsi')).toBe(soc);
    expect(stdout).toBe(`--- a/soc.dtsi
+++ b/soc.dtsi
@@ -8,6 +8,6 @@
 		ranges;
 
 		/* The firmware's; its name is wrong. */
-		a@50000000   { reg = <0x51000000 0x200000>; no-map; };
+		a@51000000   { reg = <0x51000000 0x200000>; no-map; };
 	};
 };
`);
  });
});
