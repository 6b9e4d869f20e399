/** docs/errors.md, from the closed lists. */
import { errorCodes } from './errors.ts';
import { faultCodes } from './faults.ts';
import { markdownTable } from './markdown-table.ts';
import { endings, losses } from './reasons.ts';
import { rungs, verdictKinds } from './verdict.ts';

const table = (head: readonly [string, string], list: Readonly<Record<string, string>>): string =>
  markdownTable(
    head,
    Object.entries(list).map(([name, words]) => [`\`${name}\``, words]),
  );

export const errorsPage = (): string => `# Errors and reasons

Made from the code by \`node scripts/docs.mjs\`; a test fails when it is stale.

There is one class of errors, \`HoldfastError\`. Its \`code\` is one of the list below, and its \`message\` says what happened, to
which link, with what evidence. \`link\` and \`connection\` name the actors, \`reason\` says how the line went where that is why,
and \`cause\` is what was thrown by a function of yours. \`FrameError\` is the same with the offending bytes: \`hex\`, at most 16
of them, and \`offset\`, their place in the stream.

## Codes

${table(['`code`', 'what happened, and what to do'], errorCodes)}

## Outcomes

An error that settles a request or a post has an \`outcome\`.

${table(['`outcome`', 'what is known'], {
  'not-sent': 'the frame was not handed to the socket: it is safe to repeat',
  unknown: 'the frame was handed to the socket and no reply came: the peer may have acted on it',
})}

## Faults of a socket

The \`code\` of a \`Fault\`, and the \`reason\` of the event \`lost\`. Its \`side\` says whose it is: \`peer\`, \`path\`, or \`local\`,
which says nothing about the peer. Its \`detail\` is a line for people with the system's own code.

${table(['`reason`', 'what happened'], faultCodes)}

## Other losses

The \`loss\` of a connection, where neither the socket's fault nor a frame error is why.

${table(['`loss`', 'what happened'], losses)}

## Ends

Why a connection, a link, a worker or a supervisor is over. With \`reconnect: 'off'\` a connection ends by its first loss, and
the loss is its reason.

${table(['`reason`', 'what happened'], endings)}

## Verdicts

What became of the peer, as far as this end can tell. A verdict stands in the record of the transition that shows it; it
has \`evidence\`, a sentence for each thing that was seen, and \`unsure\`, what cannot be told apart with that.
Every loss with every dial after it: [verdicts.md](verdicts.md).

${table(['`kind`', 'what it says'], verdictKinds)}

Each death was seen by one of these, from cheap to certain; the evidence begins with it.

${table(['rung', 'in words'], rungs)}
`;
