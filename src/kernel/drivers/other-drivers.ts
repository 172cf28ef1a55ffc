/** Drivers of everything else, in the form that `parseDrivers()` reads. Read from the source of Linux 7.2.13. */
export const otherDrivers: string = `
airoha_eth | drivers/net/ethernet/airoha/airoha_eth.c
airoha,en7581-eth airoha,an7583-eth
- lookup name:qdma0-buf,qdma1-buf fails

airoha_npu | drivers/net/ethernet/airoha/airoha_npu.c
airoha,en7581-npu airoha,an7583-npu
- map 0 required fails
- resource name:tx-bufid,pkt,tx-pkt later
- resource name:ba ignored

mtk_wed | drivers/net/ethernet/mediatek/mtk_wed.c
mediatek,mt7622-wed mediatek,mt7981-wed mediatek,mt7986-wed mediatek,mt7988-wed
- resource name:wo-dlm required later
- map name:wo-emi,wo-ilm,wo-data,wo-boot later

ipa | drivers/net/ipa/ipa_main.c
qcom,msm8998-ipa qcom,sdm845-ipa qcom,sc7180-ipa qcom,sdx55-ipa qcom,sm6350-ipa qcom,sm8350-ipa qcom,sc7280-ipa
qcom,sdx65-ipa qcom,milos-ipa qcom,sm8550-ipa
- map 0 fails
mask 64

ath10k_snoc | drivers/net/wireless/ath/ath10k/snoc.c
qcom,wcn3990-wifi
- map 0 fallback
mask 35

ath11k_ahb | drivers/net/wireless/ath/ath11k/ahb.c
qcom,ipq8074-wifi qcom,ipq6018-wifi qcom,wcn6750-wifi qcom,ipq5018-wifi
- resource 0 fails
- resource 1 fails
- map 0 later

ath11k_pci | drivers/net/wireless/ath/ath11k/pci.c
pci17cb,1101 pci17cb,1103 pci17cb,1104
- map 0 later

ath12k_ahb | drivers/net/wireless/ath/ath12k/ahb.c
qcom,ipq5332-wifi qcom,ipq5424-wifi
- map name:q6-region required later
- map name:q6-region,m3-dump,mlo-global-mem later

mt7915 wmac | drivers/net/wireless/mediatek/mt76/mt7915/soc.c
mediatek,mt7981-wmac mediatek,mt7986-wmac
- resource 0 required fails

qcom smem | drivers/soc/qcom/smem.c
qcom,smem
- resource 0 required fails

qcom llcc | drivers/soc/qcom/llcc-qcom.c
qcom,hawi-llcc
- map 0 fails

qcom llcc | drivers/soc/qcom/llcc-qcom.c
qcom,eliza-llcc qcom,glymur-llcc qcom,ipq5424-llcc qcom,kaanapali-llcc qcom,qcs615-llcc qcom,qcs8300-llcc
qcom,qdu1000-llcc qcom,sa8775p-llcc qcom,sar1130p-llcc qcom,sar2130p-llcc qcom,sc7180-llcc qcom,sc7280-llcc
qcom,sc8180x-llcc qcom,sc8280xp-llcc qcom,sdm670-llcc qcom,sdm845-llcc qcom,sm6350-llcc qcom,sm7150-llcc
qcom,sm8150-llcc qcom,sm8250-llcc qcom,sm8350-llcc qcom,sm8450-llcc qcom,sm8550-llcc qcom,sm8650-llcc
qcom,sm8750-llcc qcom,x1e80100-llcc

qcom_scm | drivers/firmware/qcom/qcom_scm.c
qcom,scm qcom,scm-apq8064 qcom,scm-apq8084 qcom,scm-ipq4019 qcom,scm-msm8953 qcom,scm-msm8974 qcom,scm-msm8996
- assign 0 fails

qcom fastrpc | drivers/misc/fastrpc.c
qcom,kaanapali-fastrpc qcom,fastrpc
- assign 0 ignored

tegra186 bpmp | drivers/firmware/tegra/bpmp-tegra186.c
nvidia,tegra186-bpmp
- map 0 fallback

tegra210-emc | drivers/memory/tegra/tegra210-emc-core.c
nvidia,tegra210-emc
- assign name:nominal required fails
- assign name:derated fails

stm32_omm | drivers/memory/stm32_omm.c
st,stm32mp25-omm
- resource name:ospi1,ospi2 fails

spi-stm32-ospi | drivers/spi/spi-stm32-ospi.c
st,stm32mp25-ospi
- map 0 fails

sdhci-of-bst | drivers/mmc/host/sdhci-of-bst.c
bst,c1200-sdhci
- assign 0 required fails

rti_wdt | drivers/watchdog/rti_wdt.c
ti,j7-rti-wdt ti,am62l-rti-wdt
- map 0 fails

mtk-mfg-pmdomain | drivers/pmdomain/mediatek/mtk-mfg-pmdomain.c
mediatek,mt8196-gpufreq
- map 0 required fails

coresight-tmc | drivers/hwtracing/coresight/coresight-tmc-core.c
arm,coresight-tmc
- map name:tracedata,metadata ignored
mask 40

fsi-master-ast-cf | drivers/fsi/fsi-master-ast-cf.c
aspeed,ast2400-cf-fsi-master aspeed,ast2500-cf-fsi-master
- map 0 required fails

aspeed-lpc-ctrl | drivers/soc/aspeed/aspeed-lpc-ctrl.c
aspeed,ast2400-lpc-ctrl aspeed,ast2500-lpc-ctrl aspeed,ast2600-lpc-ctrl
- resource 0 fails

aspeed-p2a-ctrl | drivers/soc/aspeed/aspeed-p2a-ctrl.c
aspeed,ast2400-p2a-ctrl aspeed,ast2500-p2a-ctrl
- resource 0 ignored

fsl bman | drivers/soc/fsl/qbman/bman_ccsr.c
fsl,bman
- lookup 0 required fails

fsl qman | drivers/soc/fsl/qbman/qman_ccsr.c
fsl,qman
- lookup 0 required fails
- lookup 1 required fails

tpm event log | drivers/char/tpm/eventlog/of.c
atmel,at97sc3204 atmel,at97sc3204t atmel,attpm20p google,cr50 infineon,slb9635tt infineon,slb9645tt
infineon,slb9670 infineon,slb9673 infineon,tpm_i2c_infineon microsoft,ftpm nuvoton,npct501 nuvoton,npct601
nuvoton,npct75x socionext,synquacer-tpm-mmio st,st33htpm-spi st,st33zp24-i2c st,st33zp24-spi tcg,tpm-tis-i2c
tcg,tpm-tis-mmio tcg,tpm_tis-spi winbond,wpct301
- map 0 ignored

stratix10-svc | drivers/firmware/stratix10-svc.c
intel,stratix10-svc intel,agilex-svc intel,agilex5-svc

no driver | -
apple,agx-g13g apple,agx-g13s apple,agx-g13c apple,agx-g13d apple,agx-g14g apple,agx-g14s apple,agx-g14c
apple,agx-g14d

no driver | -
qcom,ipq6018-wcss-pil
`;
