/** The page begins: look, address, keys, the one loop, and the feed. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { adoptChartStyle } from './draw/chart-style.ts';
import { palette } from './draw/palette.ts';
import { startWatching } from './feed/feed.ts';
import { leaveWith } from './feed/log-file.ts';
import { dial } from './feed/socket.ts';
import { takeToken } from './feed/token.ts';
import { askReasons } from './model/reasons.ts';
import { onceASecond, startTicks } from './model/ticks.ts';
import { startFrames } from './model/work.ts';
import { startAddress } from './shell/address.ts';
import { App } from './shell/app.tsx';
import { startKeyboard } from './shell/keyboard.ts';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/marks.css';
import './style/fleet.css';
import './style/timeline.css';
import './style/chart.css';
import './style/why.css';
import './style/records.css';
import './style/others.css';
import './style/narrow.css';

const token = takeToken();
startAddress();
effect(() => void palette.value);
adoptChartStyle();
startKeyboard();
startTicks();
effect(() => {
  void onceASecond.value;
  askReasons();
});
startFrames();
startWatching();
leaveWith(dial(token));

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
