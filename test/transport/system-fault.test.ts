import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { faultCodes } from '../../src/contract/faults.ts';
import { faultOf } from '../../src/transport/system-fault.ts';

const systemError = (code: string, message = `connect ${code} 10.0.0.1:5000`): Error =>
  Object.assign(new Error(message), { code });

describe('an error of the system', () => {
  it.each([
    ['ECONNREFUSED', 'refused', 'peer'],
    ['ECONNRESET', 'reset', 'peer'],
    ['EPIPE', 'reset', 'peer'],
    ['ECONNABORTED', 'aborted', 'local'],
    ['ETIMEDOUT', 'timed-out', 'path'],
    ['EHOSTUNREACH', 'unreachable', 'path'],
    ['ENETUNREACH', 'unreachable', 'path'],
    ['ENETDOWN', 'unreachable', 'path'],
    ['ENOENT', 'no-such-path', 'peer'],
    ['EACCES', 'denied', 'local'],
    ['EPERM', 'denied', 'local'],
    ['ENOTFOUND', 'name-unknown', 'path'],
    ['EAI_AGAIN', 'name-failed', 'path'],
    ['EAI_SOMETHING_NEW', 'name-failed', 'path'],
    ['EMFILE', 'local-files', 'local'],
    ['ENFILE', 'local-files', 'local'],
    ['EADDRNOTAVAIL', 'local-ports', 'local'],
    ['EADDRINUSE', 'local-ports', 'local'],
    ['ENOBUFS', 'local-buffers', 'local'],
    ['ENOMEM', 'local-buffers', 'local'],
    ['EAI_MEMORY', 'local-buffers', 'local'],
    ['EINVAL', 'bad-target', 'local'],
    ['ERR_SOCKET_BAD_PORT', 'bad-target', 'local'],
    ['CERT_HAS_EXPIRED', 'tls-expired', 'peer'],
    ['CERT_NOT_YET_VALID', 'tls-expired', 'peer'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-wrong-host', 'peer'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-self-signed', 'peer'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-self-signed', 'peer'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted', 'peer'],
    ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'tls-no-certificate', 'peer'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-not-tls', 'peer'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls-refused', 'peer'],
    ['EPROTO', 'tls-refused', 'peer'],
    ['ESOMETHING', 'socket-error', 'path'],
  ])('%s is the fault %s of the %s', (code, fault, side) => {
    const error = systemError(code);
    const found = faultOf(error, 'dial of tcp://peer:5000');
    expect(found).toEqual({
      code: fault,
      side,
      detail: `dial of tcp://peer:5000: connect ${code} 10.0.0.1:5000`,
      cause: error,
    });
  });

  it('has its own code in the detail even where the text has not', () => {
    expect(faultOf(systemError('CERT_HAS_EXPIRED', 'certificate has expired'), 'tls://peer:1').detail).toBe(
      'tls://peer:1: certificate has expired (CERT_HAS_EXPIRED)',
    );
    expect(faultOf(systemError('EIO', ''), 'x').detail).toBe('x: (EIO)');
  });

  it('that a write met first is known by the words of OpenSSL', () => {
    const text =
      'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:355:';
    expect(faultOf(systemError('EPROTO', text), 'x').code).toBe('tls-not-tls');
  });

  it('is told on one line', () => {
    expect(faultOf(systemError('EPROTO', 'write EPROTO 80:error:\n  ../deps/ssl.c:355:\n'), 'x').detail).not.toMatch(
      /\n/,
    );
  });

  it('of any number known to this platform has a fault of the list', () => {
    for (const code of Object.keys(constants.errno))
      expect(faultCodes).toHaveProperty(faultOf(systemError(code), 'x').code);
  });

  it('that is no error at all is told as it is', () => {
    expect(faultOf('odd', 'x')).toMatchObject({ code: 'socket-error', detail: 'x: odd' });
  });
});

describe('the errors of several addresses', () => {
  it.each([
    [['ENETUNREACH', 'ECONNREFUSED'], 'refused'],
    [['ETIMEDOUT', 'ENETUNREACH'], 'timed-out'],
    [['ECONNREFUSED', 'EMFILE'], 'local-files'],
    [['EADDRNOTAVAIL', 'ETIMEDOUT'], 'timed-out'],
    [['ESOMETHING', 'EHOSTUNREACH'], 'unreachable'],
  ])('%j are %s, the more telling one', (codes, fault) => {
    const error = Object.assign(new AggregateError(codes.map((code) => systemError(code))), { code: codes[0] });
    const found = faultOf(error, 'dial of tcp://peer:5000');
    expect(found.code).toBe(fault);
    for (const code of codes) expect(found.detail).toContain(code);
  });

  it('without any error in them are told by their own code', () => {
    expect(faultOf(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'x').code).toBe('refused');
  });
});
