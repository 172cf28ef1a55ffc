/** Drivers of display controllers and GPUs, in the form that `parseDrivers()` reads. Read from the source of Linux 7.2.13. */
export const displayDrivers: string = `
komeda | drivers/gpu/drm/arm/display/komeda/komeda_dev.c
arm,mali-d71 arm,mali-d32 armchina,linlon-d6
- assign 0 fails
mask 40

hdlcd | drivers/gpu/drm/arm/hdlcd_drv.c
arm,hdlcd
- assign 0 fails

malidp | drivers/gpu/drm/arm/malidp_drv.c
arm,mali-dp500 arm,mali-dp550 arm,mali-dp650
- assign 0 fails

aspeed_gfx | drivers/gpu/drm/aspeed/aspeed_gfx_drv.c
aspeed,ast2400-gfx aspeed,ast2500-gfx aspeed,ast2600-gfx
- assign 0 required fails

ingenic-drm | drivers/gpu/drm/ingenic/ingenic-drm-drv.c
ingenic,jz4740-lcd ingenic,jz4725b-lcd ingenic,jz4760-lcd ingenic,jz4760b-lcd ingenic,jz4770-lcd
ingenic,jz4780-lcd
- assign 0 ignored

kmb | drivers/gpu/drm/kmb/kmb_drv.c
intel,keembay-display
- assign 0 fails

logicvc | drivers/gpu/drm/logicvc/logicvc_drm.c
xylon,logicvc-3.02.a-display xylon,logicvc-4.01.a-display
- assign 0 fails
- lookup 0 ignored

msm adreno zap shader | drivers/gpu/drm/msm/adreno/adreno_gpu.c
qcom,adreno qcom,adreno-3xx amd,imageon qcom,kgsl-3d0
/ zap-shader
mask 64

pl111 | drivers/gpu/drm/pl111/pl111_drv.c
arm,pl110 arm,pl111
- assign 0 ignored

sun4i-drm | drivers/gpu/drm/sun4i/sun4i_drv.c
allwinner,sun4i-a10-display-engine allwinner,sun5i-a10s-display-engine allwinner,sun5i-a13-display-engine
allwinner,sun6i-a31-display-engine allwinner,sun6i-a31s-display-engine allwinner,sun7i-a20-display-engine
allwinner,sun8i-a23-display-engine allwinner,sun8i-a33-display-engine allwinner,sun8i-a83t-display-engine
allwinner,sun8i-h3-display-engine allwinner,sun8i-r40-display-engine allwinner,sun8i-v3s-display-engine
allwinner,sun9i-a80-display-engine allwinner,sun20i-d1-display-engine allwinner,sun50i-a64-display-engine
allwinner,sun50i-h6-display-engine
- assign 0 fails

simpledrm | drivers/gpu/drm/sysfb/simpledrm.c
simple-framebuffer
- map 0 fallback

arcpgu | drivers/gpu/drm/tiny/arcpgu.c
snps,arcpgu
- assign 0 fails

zynqmp_dpsub | drivers/gpu/drm/xlnx/zynqmp_dpsub.c
xlnx,zynqmp-dpsub-1.7
- assign 0 ignored

msm_mdss | drivers/gpu/drm/msm/msm_mdss.c
qcom,sdm845-mdss

exynos7-decon | drivers/gpu/drm/exynos/exynos7_drm_decon.c
samsung,exynos7870-decon
`;
