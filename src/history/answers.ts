/** What a page asks of a log, answered. */
import type { Answer, PageMessage, Refused, WhyAnswer } from '../inspector/protocol.ts';
import { fatefulCharts } from '../story/tell.ts';
import { MOST_LOOKED, narrowed, textIn } from './shown.ts';
import type { OpenedLog } from './opened.ts';

type Question = Exclude<PageMessage, { readonly type: 'watch' | 'seek' }>;

/** Beside a story. */
const MOST_RECORDS = 40;

const fateful = { most: MOST_RECORDS, looked: MOST_LOOKED } as const;

const no = (id: number, code: Refused['code'], message: string): Refused => ({ type: 'refused', id, code, message });

/** Answers once, later; never throws. */
export function answered(question: Question, source: OpenedLog, tell: (answer: Answer) => void): void {
  const failed = (error: unknown): void =>
    tell(no(question.id, 'failed', error instanceof Error ? error.message : String(error)));
  answer(question, source).then(tell, failed);
}

async function answer(question: Question, source: OpenedLog): Promise<Answer> {
  const { id } = question;
  if (question.type === 'chart') {
    const shown = source.options.charts.find((one) => one.id === question.chart);
    if (shown === undefined) return no(id, 'unknown', 'there is no chart of that name');
    return { type: 'chart', id, chart: shown.id, hash: shown.hash, svg: await shown.draw() };
  }
  if (question.type === 'act') return no(id, 'not-allowed', 'a log is over: nothing can be done from here');
  if (!source.whole) return no(id, 'not-here', 'the log is still being read');
  return question.type === 'why' ? toWhy(question, source) : toExport(question, source);
}

async function toWhy(
  { id, link, t }: Extract<Question, { type: 'why' }>,
  { history }: OpenedLog,
): Promise<WhyAnswer | Refused> {
  const told = await history.why(link, t);
  if (told === null) return no(id, 'unknown', 'the log knows no link of that name');
  const instant = history.at(t ?? history.extent.to);
  const is = (chart: string): boolean => fatefulCharts[told.kind].has(chart);
  const { records } = await history.trail(instant, { link, is }, null, fateful);
  const story = told.kind === 'link' ? told.story : null;
  return { type: 'why', id, story, text: told.text, since: told.story.seen?.from ?? null, records };
}

async function toExport(
  { id, filter }: Extract<Question, { type: 'export' }>,
  { history, options, words }: OpenedLog,
): Promise<Answer> {
  const instant = history.at(history.extent.to);
  const most = { most: MOST_LOOKED, looked: MOST_LOOKED };
  const { records, skipped } = await history.trail(instant, narrowed(filter, words), textIn(filter), most);
  const head = {
    type: 'excerpt',
    of: options.title,
    holdfast: options.holdfast,
    records: records.length,
    skipped,
    note: 'records of a log, by a filter: not chained, and not the whole of any actor',
  };
  const lines = [head, ...records.map((record) => ({ type: 'record', ...record }))];
  return {
    type: 'export',
    id,
    name: 'excerpt.ndjson',
    text: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  };
}
