/** The frame around the views, and which of them is drawn. */
import type { JSX } from 'preact';
import { isLog, view } from '../model/choice.ts';
import { refusedLog } from '../feed/log-file.ts';
import { bye, feed } from '../model/store.ts';
import { ChartView } from '../views/chart/chart-view.tsx';
import { ControlsView } from '../views/controls/controls-view.tsx';
import { Empty } from '../views/empty.tsx';
import { FleetView } from '../views/fleet/fleet-view.tsx';
import { RatesView } from '../views/rates/rates-view.tsx';
import { OpenLog } from '../views/time/open-log.tsx';
import { TimeBar } from '../views/time/time-bar.tsx';
import { TimeView } from '../views/time/time-view.tsx';
import { TimelineView } from '../views/timeline/timeline-view.tsx';
import { TrailView } from '../views/trail/trail-view.tsx';
import { TreeView } from '../views/tree/tree-view.tsx';
import { WhyView } from '../views/why/why-view.tsx';
import { DropVeil } from './drop-veil.tsx';
import { Foot } from './foot.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { Nav } from './nav.tsx';

function Shown(): JSX.Element {
  switch (view.value) {
    case 'fleet':
      return <FleetView />;
    case 'timeline':
      return <TimelineView />;
    case 'chart':
      return <ChartView />;
    case 'why':
      return <WhyView />;
    case 'trail':
      return <TrailView />;
    case 'time':
      return <TimeView />;
    case 'tree':
      return <TreeView />;
    case 'rates':
      return <RatesView />;
    case 'controls':
      return <ControlsView />;
  }
}

function Main(): JSX.Element {
  const state = feed.value;
  if (state.kind === 'refused')
    return (
      <Empty title="Nothing to show yet">
        <p>{state.words}</p>
        <p>
          The whole address, with its token, is printed where the inspector was started. A log can be read without a
          server:
        </p>
        <OpenLog />
      </Empty>
    );
  if (state.kind === 'connecting') return <Empty title="Connecting to the inspector" busy />;
  return (
    <>
      <Notice />
      {isLog.value && <TimeBar />}
      <Shown />
    </>
  );
}

/** What is shown may be old: it says so. */
function Notice(): JSX.Element | null {
  const { kind } = feed.value;
  if (refusedLog.value !== '')
    return (
      <p class="notice" data-mood="warn" role="alert">
        {refusedLog.value}
        <button class="button" onClick={() => (refusedLog.value = '')}>
          Close
        </button>
      </p>
    );
  if (kind === 'reconnecting')
    return (
      <p class="notice" data-mood="bad" role="alert">
        The connection to the inspector is lost; it is dialled again. What stands here is what was last heard.
      </p>
    );
  if (kind === 'stalled')
    return (
      <p class="notice" data-mood="warn" role="alert">
        Nothing has come for some seconds, not even a pulse: the watched process may be stalled.
      </p>
    );
  if (kind === 'ended')
    return (
      <p class="notice" data-mood="plain" role="alert">
        The inspector has ended: {bye.value}. What stands here is its last word.
      </p>
    );
  return null;
}

export function App(): JSX.Element {
  return (
    <div class="shell">
      <Header />
      <Nav />
      <main class="main" tabIndex={-1}>
        <Main />
      </main>
      <Foot />
      <Help />
      <DropVeil />
    </div>
  );
}
