/** How a server answers: by bytes at once, by a promise of them, or by hand without a listener. */

type Answer = (frame: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export const servers = [
  { id: 'raw', answer: null },
  { id: 'holdfast bytes', answer: (frame) => frame },
  { id: 'holdfast promises', answer: async (frame) => frame },
] as const satisfies readonly { readonly id: string; readonly answer: Answer | null }[];

export type ServerId = (typeof servers)[number]['id'];

export const answerOf = (id: string): Answer => {
  const server = servers.find((one) => one.id === id);
  if (server?.answer === undefined || server.answer === null) throw new Error(`no such server: ${id}`);
  return server.answer;
};
