/** What a page asks of a supervisor that runs, answered. */
import { fatefulCharts, Teller } from '../story/tell.ts';
import type { Told } from '../story/tell.ts';
import { storyText } from '../story/why-text.ts';
import { why } from '../story/why.ts';
import type { StoryEntry } from '../story/why-story.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { Answer, PageMessage, Refused, WhyAnswer } from './protocol.ts';
import type { AskExport, AskWhy, Act, AskChart } from './questions.ts';
import type { Stage } from './stage.ts';
import { newest, passes } from './trail.ts';

type Question = Exclude<PageMessage, { readonly type: 'watch' }>;

/** Beside a story. */
const MOST_RECORDS = 40;

const no = (id: number, code: Refused['code'], message: string): Refused => ({ type: 'refused', id, code, message });

/** Answers once, now or later; never throws. */
export function answered(question: Question, stage: Stage, tell: (answer: Answer) => void): void {
  switch (question.type) {
    case 'why':
      tell(toWhy(question, stage));
      break;
    case 'chart':
      toChart(question, stage).then(tell, (error: unknown) => tell(no(question.id, 'failed', messageOf(error))));
      break;
    case 'export':
      tell(toExport(question, stage));
      break;
    case 'act':
      tell(toAct(question, stage));
      break;
    case 'seek':
      tell(no(question.id, 'not-here', 'this page looks at what runs; open its audit log to look at another time'));
      break;
  }
}

function toWhy(question: AskWhy, stage: Stage): WhyAnswer | Refused {
  const { link } = question;
  const { fleet, stories, pairs } = stage.observer;
  const told = pairs.has(link) ? null : stories.of(link, fleet.of(link));
  return told === null ? ofAnother(question, stage) : ofLink(question, told, stage);
}

type Kept = NonNullable<ReturnType<Stage['observer']['stories']['of']>>;

function ofLink({ id, link, t }: AskWhy, { story: kept, since }: Kept, { observer, origin }: Stage): WhyAnswer {
  const story = t === undefined ? kept : why(entries(observer.trail.since(0)), link, { at: origin + t });
  return { type: 'why', id, story, text: storyText(story), since, records: deciding(observer, link, 'link') };
}

/** Of what is no link no story is kept: it is told from the records that are. */
function ofAnother({ id, link, t }: AskWhy, { observer, origin }: Stage): WhyAnswer | Refused {
  const teller = new Teller(link, t === undefined ? undefined : origin + t);
  for (const entry of entries(observer.trail.since(0))) teller.take(entry);
  const told = teller.told();
  if (told === null) return no(id, 'unknown', 'nothing was recorded of that name since the inspector looks on');
  const { kind, text } = told;
  const story = kind === 'link' ? told.story : null;
  const since = told.story.seen?.from ?? null;
  return { type: 'why', id, story, text, since, records: deciding(observer, link, kind) };
}

const deciding = ({ trail }: Stage['observer'], link: string, kind: Told['kind']): readonly TransitionRecord[] => {
  const fateful = fatefulCharts[kind];
  return newest(trail.backwards(), (one) => one.link === link && fateful.has(one.chart), MOST_RECORDS).records;
};

function* entries(records: Iterable<TransitionRecord>): Generator<StoryEntry, void> {
  for (const record of records) yield { type: 'record', ...record };
}

async function toChart({ id, chart }: AskChart, { options }: Stage): Promise<Answer> {
  const shown = options.charts.find((one) => one.id === chart);
  if (shown === undefined) return no(id, 'unknown', 'there is no chart of that name');
  return { type: 'chart', id, chart, hash: shown.hash, svg: await shown.draw() };
}

function toExport({ id, filter }: AskExport, { observer, options, words }: Stage): Answer {
  const passing = passes(filter, (chart, path) => words.label(chart, path));
  const { records } = newest(observer.trail.backwards(), passing, observer.trail.size);
  const head = {
    type: 'excerpt',
    of: options.title,
    holdfast: options.holdfast,
    records: records.length,
    note: 'records that the inspector had kept, by a filter: not chained, and not the whole of any actor',
  };
  const lines = [head, ...records.map((record) => ({ type: 'record', ...record }))];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  return { type: 'export', id, name: 'excerpt.ndjson', text };
}

function toAct({ id, action, link, ms }: Act, { options, supervisor }: Stage): Answer {
  const act = options.actions.get(action);
  if (act === undefined)
    return no(id, 'not-allowed', `${action}: nothing may be done from this page unless it is allowed`);
  if (!supervisor.links.has(link)) return no(id, 'unknown', 'there is no link of that name');
  try {
    return { type: 'done', id, words: act(link, ms ?? 0) };
  } catch (error) {
    return no(id, 'failed', messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
