/** Drivers of cameras and video codecs, in the form that `parseDrivers()` reads. Read from the source of Linux 7.2.13. */
export const mediaDrivers: string = `
amphion vpu core | drivers/media/platform/amphion/vpu_core.c
nxp,imx8q-vpu-encoder nxp,imx8q-vpu-decoder
- map 0 required fails
- map 1 required fails

mali-c55 | drivers/media/platform/arm/mali-c55/mali-c55-core.c
arm,mali-c55
- assign 0 ignored

aspeed-video | drivers/media/platform/aspeed/aspeed-video.c
aspeed,ast2400-video-engine aspeed,ast2500-video-engine aspeed,ast2600-video-engine
- assign 0 ignored

mtk_vpu | drivers/media/platform/mediatek/vpu/mtk_vpu.c
mediatek,mt8173-vpu
- assign 0 ignored

npcm-video | drivers/media/platform/nuvoton/npcm-video.c
nuvoton,npcm750-vcd nuvoton,npcm845-vcd
- assign 0 ignored

qcom iris | drivers/media/platform/qcom/iris/iris_firmware.c
qcom,qcs8300-iris qcom,sc7280-venus qcom,sm8250-venus qcom,sm8550-iris qcom,sm8650-iris qcom,sm8750-iris
qcom,x1p42100-iris
- map 0 required later

qcom venus | drivers/media/platform/qcom/venus/firmware.c
qcom,msm8916-venus qcom,msm8939-venus qcom,msm8996-venus qcom,msm8998-venus
- map 0 required fails

qcom venus | drivers/media/platform/qcom/venus/firmware.c
qcom,qcm2290-venus qcom,sc7180-venus qcom,sdm845-venus qcom,sdm845-venus-v2
- map 0 required fails

qcom venus | drivers/media/platform/qcom/venus/firmware.c
qcom,sdm660-venus
- map 0 required fails

s5p-mfc | drivers/media/platform/samsung/s5p-mfc/s5p_mfc.c
samsung,mfc-v5
- assign 0 required fails own-device no-iommu
- assign 1 required fails own-device no-iommu

s5p-mfc | drivers/media/platform/samsung/s5p-mfc/s5p_mfc.c
samsung,mfc-v6 samsung,mfc-v7 samsung,exynos3250-mfc samsung,mfc-v8 samsung,exynos5433-mfc samsung,mfc-v10
tesla,fsd-mfc

snps_hdmirx | drivers/media/platform/synopsys/hdmirx/snps_hdmirx.c
rockchip,rk3588-hdmirx-ctrler
- assign 0 ignored

cedrus | drivers/staging/media/sunxi/cedrus/cedrus_hw.c
allwinner,sun4i-a10-video-engine allwinner,sun5i-a13-video-engine allwinner,sun7i-a20-video-engine
allwinner,sun8i-a33-video-engine allwinner,sun8i-h3-video-engine allwinner,sun8i-v3s-video-engine
allwinner,sun8i-r40-video-engine allwinner,sun20i-d1-video-engine allwinner,sun50i-a64-video-engine
allwinner,sun50i-h5-video-engine allwinner,sun50i-h6-video-engine
- assign 0 fails
`;
