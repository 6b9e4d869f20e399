/** Reads an audit log: is it whole, how often was each link lost and by what, and why was one of them down? */
import { readAudit, storyText, Storyteller, verifyAudit } from 'holdfast';

const log = process.env['LOG'] ?? 'audit.ndjson';
const link = process.env['LINK'] ?? 'core-bank';

// What is broken may have been changed: nothing in it proves anything.
const { answer, broken, notReplayed, records, summed, head } = await verifyAudit(log);
if (broken !== null) console.log(`broken at record ${broken.record} of run ${broken.run}: ${broken.reason}`);
else console.log(`${answer}: ${records} records, ${summed} more summed up; head ${head}`);
if (notReplayed !== null) console.log(`not replayed: ${notReplayed}`);

const losses = new Map<string, number>();
const teller = new Storyteller(link);
for await (const found of readAudit(log)) {
  for (const { entry, file, line, problem } of found) {
    if (entry === null) console.log(`${file}, line ${line}: ${problem}`);
    else if (entry.type === 'segment') teller.run(entry.run);
    else if (entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap') teller.take(entry);
    if (entry?.type !== 'record' || entry.chart !== 'connection' || !entry.to.startsWith('reconnecting')) continue;
    const { type, reason = type } = entry.event;
    const loss = `${entry.link}: ${String(reason)}`;
    if (!entry.from.startsWith('reconnecting')) losses.set(loss, (losses.get(loss) ?? 0) + 1);
  }
}
for (const [loss, times] of losses) console.log(`${loss} × ${times}`);
console.log(storyText(teller.story()));
