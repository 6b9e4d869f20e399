import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetOf } from '../../src/contract/target.ts';
import { unixTransport } from '../../src/transport/unix.ts';
import { transportContract } from '../contracts/transport.ts';
import { socketOptions } from './heard.ts';
import { plainServer } from './socket-harness.ts';

const target = (path: string) => targetOf(`unix://${path}`, socketOptions);

transportContract('unix', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-'));
  const path = join(folder, 'peer.sock');
  const server = await plainServer(path);
  return {
    transport: unixTransport(),
    place: {
      accepted: server.accepted,
      target: target(path),
      close: async () => {
        await server.close();
        await rm(folder, { recursive: true });
      },
    },
    nobody: target(join(folder, 'nobody.sock')),
    refusal: 'no-such-path',
    local: /^$/,
    remote: /peer\.sock$/,
  };
});
