import { generate } from 'selfsigned';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

interface Wanted {
  readonly authority?: Pair;
  readonly isAuthority?: boolean;
  /** Names in the certificate; an address is told by its digits. */
  readonly names?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

const YEAR = 365 * 24 * 3600 * 1000;
export const yearsFromNow = (years: number): Date => new Date(Date.now() + years * YEAR);

export const certificate = async (subject: string, wanted: Wanted = {}): Promise<Pair> => {
  const {
    authority,
    isAuthority = false,
    names = ['127.0.0.1'],
    from = yearsFromNow(-3),
    to = yearsFromNow(3),
  } = wanted;
  const made = await generate([{ name: 'commonName', value: subject }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: from,
    notAfterDate: to,
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: isAuthority, critical: true },
      ...(names.length === 0
        ? []
        : [
            {
              name: 'subjectAltName' as const,
              altNames: names.map((name) =>
                /^[\d.]+$/.test(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
              ),
            },
          ]),
    ],
    ...(authority === undefined ? {} : { ca: authority }),
  });
  return { cert: made.cert, key: made.private };
};
