/** Drivers of remote processors, in the form that `parseDrivers()` reads. Read from the source of Linux 7.2.13. */
export const remoteprocDrivers: string = `
da8xx_remoteproc | drivers/remoteproc/da8xx_remoteproc.c
ti,da850-dsp
- assign 0 required fails

keystone_remoteproc | drivers/remoteproc/keystone_remoteproc.c
ti,k2hk-dsp ti,k2l-dsp ti,k2e-dsp ti,k2g-dsp
- assign 0 ignored

omap_remoteproc | drivers/remoteproc/omap_remoteproc.c
ti,omap4-dsp ti,omap4-ipu ti,omap5-dsp ti,omap5-ipu ti,dra7-dsp ti,dra7-ipu
- assign 0 ignored

mtk_scp | drivers/remoteproc/mtk_scp.c
mediatek,mt8183-scp mediatek,mt8186-scp mediatek,mt8188-scp mediatek,mt8188-scp-dual mediatek,mt8192-scp
mediatek,mt8195-scp mediatek,mt8195-scp-dual mediatek,scp-core
- assign 0 fails

ti_k3_dsp | drivers/remoteproc/ti_k3_dsp_remoteproc.c
ti,j721e-c66-dsp ti,j721e-c71-dsp ti,j721s2-c71-dsp ti,am62a-c7xv-dsp
- assign 0 required fails
- map 1.. required fails

ti_k3_m4 | drivers/remoteproc/ti_k3_m4_remoteproc.c
ti,am64-m4fss
- assign 0 required fails
- map 1.. required fails

ti_k3_r5 | drivers/remoteproc/ti_k3_r5_remoteproc.c
ti,am654-r5f ti,j721e-r5f ti,j7200-r5f ti,am64-r5f ti,am62-r5f ti,j721s2-r5f
- assign 0 required fails
- map 1.. required fails

imx_rproc | drivers/remoteproc/imx_rproc.c
fsl,imx7ulp-cm4 fsl,imx7d-cm4 fsl,imx6sx-cm4 fsl,imx8mq-cm4 fsl,imx8mm-cm4 fsl,imx8mn-cm7 fsl,imx8mp-cm7
fsl,imx8mn-cm7-mmio fsl,imx8mp-cm7-mmio fsl,imx8qxp-cm4 fsl,imx8qm-cm4 fsl,imx8ulp-cm33 fsl,imx93-cm33
fsl,imx94-cm70 fsl,imx94-cm71 fsl,imx94-cm33s fsl,imx95-cm7
- map all-but:vdev fails
- resource all later
- assign 0 ignored vdev

imx_dsp_rproc | drivers/remoteproc/imx_dsp_rproc.c
fsl,imx8qxp-hifi4 fsl,imx8qm-hifi4 fsl,imx8mp-hifi4 fsl,imx8ulp-hifi4
- resource all later
- assign 0 ignored vdev

stm32_rproc | drivers/remoteproc/stm32_rproc.c
st,stm32mp1-m4
- resource all later
- assign node:vdev0buffer later

st_remoteproc | drivers/remoteproc/st_remoteproc.c
st,st40-rproc st,st231-rproc
- resource all later
- assign node:vdev0buffer later

xlnx_r5_remoteproc | drivers/remoteproc/xlnx_r5_remoteproc.c
xlnx,zynqmp-r5f xlnx,versal-r5f xlnx,versal-net-r52f
- resource all later
- map 0 ignored
- assign node:vdev0buffer later

rcar_rproc | drivers/remoteproc/rcar_rproc.c
renesas,rcar-cr7
- resource all later

qcom_wcnss | drivers/remoteproc/qcom_wcnss.c
qcom,riva-pil qcom,pronto-v1-pil qcom,pronto-v2-pil qcom,pronto-v3-pil
- map 0 required fails

qcom_q6v5_adsp | drivers/remoteproc/qcom_q6v5_adsp.c
qcom,qcs404-cdsp-pil qcom,sc7280-adsp-pil qcom,sc7280-wpss-pil qcom,sdm845-adsp-pil
- map 0 required fails

qcom_q6v5_wcss | drivers/remoteproc/qcom_q6v5_wcss.c
qcom,ipq8074-wcss-pil qcom,qcs404-wcss-pil
- map 0 required fails

qcom_q6v5_mss | drivers/remoteproc/qcom_q6v5_mss.c
qcom,q6v5-pil qcom,mdm9607-mss-pil qcom,msm8226-mss-pil qcom,msm8909-mss-pil qcom,msm8916-mss-pil
qcom,msm8917-mss-pil qcom,msm8926-mss-pil qcom,msm8937-mss-pil qcom,msm8940-mss-pil qcom,msm8953-mss-pil
qcom,msm8974-mss-pil qcom,msm8996-mss-pil qcom,msm8998-mss-pil qcom,sc7180-mss-pil qcom,sc7280-mss-pil
qcom,sdm660-mss-pil qcom,sdm845-mss-pil
- resource 0 required fails
- resource 1 required fails
- resource 2 fallback
/ mba mpss metadata

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,milos-mpss-pas qcom,milos-wpss-pas qcom,msm8226-adsp-pil qcom,msm8953-adsp-pil qcom,msm8974-adsp-pil
qcom,msm8996-adsp-pil qcom,msm8996-slpi-pil qcom,msm8998-adsp-pas qcom,msm8998-slpi-pas qcom,qcs404-adsp-pas
qcom,qcs404-cdsp-pas qcom,qcs404-wcss-pas qcom,sa8775p-adsp-pas qcom,sa8775p-cdsp0-pas qcom,sa8775p-cdsp1-pas
qcom,sa8775p-gpdsp0-pas qcom,sa8775p-gpdsp1-pas qcom,sar2130p-adsp-pas qcom,sc7180-adsp-pas qcom,sc7180-mpss-pas
qcom,sc7280-adsp-pas qcom,sc7280-cdsp-pas qcom,sc7280-mpss-pas qcom,sc7280-wpss-pas qcom,sc8180x-adsp-pas
qcom,sc8180x-cdsp-pas qcom,sc8180x-mpss-pas qcom,sc8280xp-adsp-pas qcom,sc8280xp-nsp0-pas qcom,sc8280xp-nsp1-pas
qcom,sdm660-adsp-pas qcom,sdm660-cdsp-pas qcom,sdm845-adsp-pas qcom,sdm845-cdsp-pas qcom,sdm845-slpi-pas
qcom,sdx55-mpss-pas qcom,shikra-cdsp-pas qcom,shikra-mpss-pas qcom,sm6115-adsp-pas qcom,sm6115-cdsp-pas
qcom,sm6115-mpss-pas qcom,sm6350-adsp-pas qcom,sm6350-cdsp-pas qcom,sm6350-mpss-pas qcom,sm6375-adsp-pas
qcom,sm6375-cdsp-pas qcom,sm6375-mpss-pas qcom,sm8150-adsp-pas qcom,sm8150-cdsp-pas qcom,sm8150-mpss-pas
qcom,sm8150-slpi-pas qcom,sm8250-adsp-pas qcom,sm8250-cdsp-pas qcom,sm8250-slpi-pas qcom,sm8350-adsp-pas
qcom,sm8350-cdsp-pas qcom,sm8350-slpi-pas qcom,sm8350-mpss-pas qcom,sm8450-adsp-pas qcom,sm8450-cdsp-pas
qcom,sm8450-slpi-pas qcom,sm8450-mpss-pas
- map 0 required fails

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,eliza-adsp-pas qcom,milos-adsp-pas qcom,milos-cdsp-pas qcom,shikra-lpaicp-pas qcom,sm8550-adsp-pas
qcom,sm8550-cdsp-pas qcom,sm8650-adsp-pas qcom,x1e80100-adsp-pas qcom,x1e80100-cdsp-pas
- map 0 required fails
- map 1 required fails

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,sm8550-mpss-pas
- map 0 required fails
- map 1 required fails
- resource 2 required fails

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,sm8650-cdsp-pas
- map 0 required fails
- map 1 required fails
- resource 2 required fails

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,sm8750-mpss-pas
- map 0 required fails
- map 1 required fails
- resource 2 required fails
- resource 3 required fails

qcom_q6v5_pas | drivers/remoteproc/qcom_q6v5_pas.c
qcom,sdx75-mpss-pas qcom,sm8650-mpss-pas
- map 0 required fails
- map 1 required fails
- resource 2 required fails
- resource 3 required fails
- resource 4 required fails
`;
