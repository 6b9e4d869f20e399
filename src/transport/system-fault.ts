/** The errors of Node, the system and OpenSSL, brought to our closed list of faults. */
import type { Fault, FaultCode } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import { fault } from './fault.ts';

/** By the `code` of the error. What stands here first is the more telling one when several addresses failed, each in its own way. */
const codes: Readonly<Partial<Record<FaultCode, readonly string[]>>> = {
  // Out of these, no address was really tried.
  'local-files': ['EMFILE', 'ENFILE'],
  'local-buffers': ['ENOBUFS', 'ENOMEM', 'EAI_MEMORY'],
  // A host answered.
  refused: ['ECONNREFUSED'],
  reset: ['ECONNRESET', 'EPIPE', 'ENOTCONN', 'ESHUTDOWN'],
  'tls-expired': ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  'tls-wrong-host': ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
  'tls-self-signed': ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  'tls-untrusted': [
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'CERT_CHAIN_TOO_LONG',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
  ],
  'tls-no-certificate': ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'],
  'tls-not-tls': [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    'ERR_SSL_HTTP_REQUEST',
    'ERR_SSL_RECORD_LAYER_FAILURE',
  ],
  'tls-refused': ['EPROTO', 'ERR_TLS_CERT_ALTNAME_FORMAT', 'ERR_TLS_INVALID_PROTOCOL_VERSION'],
  aborted: ['ECONNABORTED', 'ECANCELED'],
  'timed-out': ['ETIMEDOUT'],
  unreachable: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ENONET'],
  'local-ports': ['EADDRNOTAVAIL', 'EADDRINUSE'],
  denied: ['EACCES', 'EPERM'],
  'no-such-path': ['ENOENT', 'ENOTDIR'],
  'name-unknown': ['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA'],
  'name-failed': ['EAI_AGAIN', 'EAI_FAIL', 'EAI_SYSTEM'],
  'bad-target': [
    'EINVAL',
    'EAFNOSUPPORT',
    'EPROTONOSUPPORT',
    'EPROTOTYPE',
    'ENAMETOOLONG',
    'ELOOP',
    'EISDIR',
    'ERR_INVALID_ARG_TYPE',
    'ERR_INVALID_ARG_VALUE',
    'ERR_INVALID_IP_ADDRESS',
    'ERR_SOCKET_BAD_PORT',
    'ERR_OUT_OF_RANGE',
  ],
};

const ranked = Object.keys(codes) as FaultCode[];
const byCode: ReadonlyMap<string, FaultCode> = new Map(
  ranked.flatMap((code) => (codes[code] ?? []).map((name) => [name, code] as const)),
);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** OpenSSL’s words where a write met the error first, which then has no code but EPROTO. */
const NOT_TLS = /wrong version number|packet length too long|http request|record layer failure/;

const faultCodeOf = (error: unknown): FaultCode => {
  const name = codeOf(error);
  if (name === 'EPROTO' && NOT_TLS.test(String(error))) return 'tls-not-tls';
  const known = byCode.get(name);
  if (known !== undefined) return known;
  if (name.startsWith('ERR_SSL_') || name.startsWith('ERR_TLS_')) return 'tls-refused';
  // A certificate, key or authority of ours that OpenSSL cannot read.
  if (name.startsWith('ERR_OSSL_')) return 'bad-target';
  if (name.startsWith('EAI_')) return 'name-failed';
  return 'socket-error';
};

/** OpenSSL's texts have several lines, and names from the peer's certificate; the system's own code is in most texts already. */
const lineOf = (error: unknown): string => {
  const text = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ');
  const name = codeOf(error);
  return printable(name === '' || text.includes(name) ? text : `${text} (${name})`.trimStart());
};

/** @param what the peer, and what was being done when it is more than a read or write: it begins the detail. */
export const faultOf = (error: unknown, what: string): Fault => {
  // One dial of a name with several addresses: each address has its own error.
  const errors: readonly unknown[] =
    error instanceof AggregateError && error.errors.length > 0 ? error.errors : [error];
  const found = errors.map(faultCodeOf);
  const code = ranked.find((one) => found.includes(one)) ?? 'socket-error';
  return fault(code, `${what}: ${errors.map(lineOf).join('; ')}`, error);
};
