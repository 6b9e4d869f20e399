/** HTTP/1.0: a connection for each page, which ends where the server closes it. */
import { supervise } from 'holdfast';
import type { LinkInput } from 'holdfast';

export const web = (to: string): LinkInput => ({
  to,
  framing: { type: 'until-close', maxFrame: '4MiB' },
  lifecycle: { type: 'short', concurrency: 4 },
  exchange: { mode: 'sync', timeout: '10s' },
});

/** What a page's answer says first, and how long its body is. */
export const summary = (answer: Uint8Array): string => {
  const text = Buffer.from(answer).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  return `${text.slice(0, text.indexOf('\r\n'))}, ${text.length - end - 4} bytes`;
};

const supervisor = supervise();
const site = supervisor.link('site', web(process.env['SITE'] ?? 'tcp://127.0.0.1:80'));
const pages = ['/', '/nothing-here'];
const answers = await Promise.all(pages.map((page) => site.request(Buffer.from(`GET ${page} HTTP/1.0\r\n\r\n`))));
for (const [i, answer] of answers.entries()) console.log(`${pages[i]}: ${summary(answer)}`);
await supervisor.stop();
