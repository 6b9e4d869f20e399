/**
 * A certificate for localhost, 127.0.0.1 and ::1, and the authority that signed it: for demonstrations and tests on loopback
 * and nothing else. Its key is public, as you see. The authority's own key was thrown away, and it is constrained to loopback
 * names, so that trusting it opens nothing. Both are EC P-256 and valid from 2020 to the end of 2049.
 *
 * Made once with openssl: `ecparam -name prime256v1 -genkey` for each key, `req -new` and `ca -selfsign -startdate -enddate`
 * with basicConstraints CA, keyUsage keyCertSign and nameConstraints (localhost, 127.0.0.0/8, ::1) for the authority, `ca`
 * with keyUsage digitalSignature, extendedKeyUsage serverAuth and subjectAltName for the certificate.
 */
export const loopbackCertificates = {
  /** What a link gives as `tls.ca`. */
  ca: `-----BEGIN CERTIFICATE-----
MIIB3jCCAYOgAwIBAgIBATAKBggqhkjOPQQDAjAtMSswKQYDVQQDDCJob2xkZmFz
dCBsb29wYmFjayBkZW1vbnN0cmF0aW9uIENBMB4XDTIwMDEwMTAwMDAwMFoXDTQ5
MTIzMTIzNTk1OVowLTErMCkGA1UEAwwiaG9sZGZhc3QgbG9vcGJhY2sgZGVtb25z
dHJhdGlvbiBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIxC4rLveSu/N7zL
HaKLzU6OBOJibFI8nqH8EkOp4r9sF1//7wsLwwU65ETBxunLiJvU92PaW/2ELTMA
K+W1dtyjgZMwgZAwEgYDVR0TAQH/BAgwBgEB/wIBADAOBgNVHQ8BAf8EBAMCAgQw
HQYDVR0OBBYEFOyggUc0ndj2tzh6UhtfVFsw7ih+MEsGA1UdHgEB/wRBMD+gPTAL
gglsb2NhbGhvc3QwCocIfwAAAP8AAAAwIocgAAAAAAAAAAAAAAAAAAAAAf//////
//////////////8wCgYIKoZIzj0EAwIDSQAwRgIhALDaPOZCJr30f5RtIgFEn+8k
0bAKwj7dcca92JiAFU8RAiEA0RlT0MxQ8/oncJ2aiMnHxPGdupS2GMMLwvunb/Gl
5h0=
-----END CERTIFICATE-----
`,
  /** What a peer presents. */
  cert: `-----BEGIN CERTIFICATE-----
MIIB1TCCAXugAwIBAgIBAjAKBggqhkjOPQQDAjAtMSswKQYDVQQDDCJob2xkZmFz
dCBsb29wYmFjayBkZW1vbnN0cmF0aW9uIENBMB4XDTIwMDEwMTAwMDAwMFoXDTQ5
MTIzMTIzNTk1OVowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEDbeRpt7OKRSzl1+rlHXX1x6LD8nCcJipatnBH2kpZZwrDU+7
fYKNqywl1rMIm1Toe8/LuFNgz0wFXJ2bbBMCRKOBpDCBoTAMBgNVHRMBAf8EAjAA
MA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDATAsBgNVHREEJTAj
gglsb2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwHQYDVR0OBBYEFOv0
Q5ERsBJOGrd4vDIChPRdZdTNMB8GA1UdIwQYMBaAFOyggUc0ndj2tzh6UhtfVFsw
7ih+MAoGCCqGSM49BAMCA0gAMEUCIF5tdlCwwnM3SJ31VFp/sOog//nqVKZz7Kx2
P3/D7UquAiEA5/j9VVStQ68JQGAsaUjhxlWI4u6CMBDWIAYMOSMJxyE=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpsAPWXTcI1Ax7D/c
JpinXTwjoyp6PRO3wo3dsSAU1TyhRANCAAQNt5Gm3s4pFLOXX6uUddfXHosPycJw
mKlq2cEfaSllnCsNT7t9go2rLCXWswibVOh7z8u4U2DPTAVcnZtsEwJE
-----END PRIVATE KEY-----
`,
} as const;
