import { type BoardReport, type ReportRequest, reportBoard } from '../../src/project/board-report.ts';
import { boardFromText } from '../helpers/board.ts';

export function reportOf(dts: string, request: ReportRequest = {}): BoardReport {
  return reportBoard(boardFromText(dts), request);
}

/** From 4 KiB to 16 GiB, in two banks; every kind of region, an overlap, a nested one, users right and wrong. */
export const everyKind = `/dts-v1/;
/memreserve/ 0x40000000 0x10000;

/ {
	model = "Example Every Kind";
	#address-cells = <2>;
	#size-cells = <2>;

	cpus { cpu { compatible = "arm,cortex-a53"; }; };

	memory@40000000 {
		device_type = "memory";
		reg = <0x0 0x40000000 0x0 0x40000000>, <0x8 0x80000000 0x4 0x0>;
	};

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		secure: secure@40200000 { reg = <0x0 0x40200000 0x0 0x200000>; no-map; };
		log: log@40300000 { reg = <0x0 0x40300000 0x0 0x1000>; no-map; };
		video: video@48000000 { compatible = "shared-dma-pool"; reg = <0x0 0x48000000 0x0 0x4000000>; reusable; };
		modem: modem@4b000000 { reg = <0x0 0x4b000000 0x0 0x2000000>; };
		sram: sram@10000000 { reg = <0x0 0x10000000 0x0 0x8000>; no-map; };
		cma: linux,cma { compatible = "shared-dma-pool"; size = <0x0 0x10000000>; alignment = <0x0 0x200000>;
			alloc-ranges = <0x0 0x40000000 0x0 0x40000000>; reusable; linux,cma-default; };
		spare: spare@60000000 { reg = <0x0 0x60000000 0x0 0x100000>; status = "disabled"; };
		later: later {};
	};

	soc {
		video-codec@1000 { memory-region = <&video>, <&log>; memory-region-names = "frames", "firmware"; };
		modem@2000 { memory-region = <&modem>; status = "disabled"; };
		odd@3000 { memory-region = <&spare>, <&{/soc}>; };
	};
};
`;

/** What most upstream boards leave to the boot loader. */
export const unknownMemory = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory { device_type = "memory"; reg = <0 0>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		rmtfs@fe000000 { reg = <0xfe000000 0x200000>; no-map; };
		smem@fff00000 { reg = <0xfff00000 0x1000>; no-map; };
	};
};
`;

export const noRegions =
  '/dts-v1/; / { memory { device_type = "memory"; reg = <0x80000000 0x10000000>; }; };';
