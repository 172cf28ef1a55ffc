/** Drivers of sound, in the form that `parseDrivers()` reads. Read from the source of Linux 7.2.13. */
export const soundDrivers: string = `
cix-ipbloq-hda | sound/hda/controllers/cix-ipbloq.c
cix,sky1-ipbloq-hda
- assign 0 fails

cros_ec_codec | sound/soc/codecs/cros_ec_codec.c
google,cros-ec-codec
- map 0 ignored

imx-rpmsg machine | sound/soc/fsl/imx-rpmsg.c
fsl,imx7ulp-rpmsg-audio fsl,imx8mm-rpmsg-audio fsl,imx8mn-rpmsg-audio fsl,imx8mp-rpmsg-audio
fsl,imx8ulp-rpmsg-audio fsl,imx93-rpmsg-audio fsl,imx95-rpmsg-audio
- assign 0 ignored

mt8173-afe-pcm | sound/soc/mediatek/mt8173/mt8173-afe-pcm.c
mediatek,mt8173-afe-pcm
- assign 0 fallback
mask 33

mt8183-afe-pcm | sound/soc/mediatek/mt8183/mt8183-afe-pcm.c
mediatek,mt8183-audio
- assign 0 fallback
mask 34

mt8186-afe-pcm | sound/soc/mediatek/mt8186/mt8186-afe-pcm.c
mediatek,mt8186-sound
- assign 0 fallback
mask 34

mt8188-afe-pcm | sound/soc/mediatek/mt8188/mt8188-afe-pcm.c
mediatek,mt8188-afe
- assign 0 ignored
mask 33

mt8189-afe-pcm | sound/soc/mediatek/mt8189/mt8189-afe-pcm.c
mediatek,mt8189-afe-pcm
- assign 0 ignored
mask 34

mt8192-afe-pcm | sound/soc/mediatek/mt8192/mt8192-afe-pcm.c
mediatek,mt8192-audio
- assign 0 fallback
mask 34

mt8195-afe-pcm | sound/soc/mediatek/mt8195/mt8195-afe-pcm.c
mediatek,mt8195-audio
- assign 0 required fails
mask 33

mt8196-afe-pcm | sound/soc/mediatek/mt8196/mt8196-afe-pcm.c
mediatek,mt8196-afe
- assign 0 ignored
mask 34

sof-imx8 | sound/soc/sof/imx/imx-common.c
fsl,imx8ulp-dsp
- assign name:dma required fails
- map name:sram required fails

sof-imx8 | sound/soc/sof/imx/imx-common.c
fsl,imx8qxp-dsp fsl,imx8qm-dsp fsl,imx8mp-dsp
- map name:sram required fails

sof-imx9 | sound/soc/sof/imx/imx-common.c
fsl,imx95-cm7-sof
- assign name:dma required fails

sof-mt8186/mt8188 | sound/soc/sof/mediatek/mt8186/mt8186.c
mediatek,mt8186-dsp mediatek,mt8188-dsp
- assign 0 required fails
- map 1 required fails

sof-mt8195 | sound/soc/sof/mediatek/mt8195/mt8195.c
mediatek,mt8195-dsp
- assign 0 required fails
- map 1 required fails

sprd-pcm-dma | sound/soc/sprd/sprd-pcm-dma.c
sprd,pcm-platform
- assign 0 ignored
`;
