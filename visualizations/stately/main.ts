/** The page that holds Stately's inspector: hands on what it is told, and says which links are shown. */
import { takeToken } from '../page/feed/token.ts';
import { Chooser } from './chooser.ts';
import { Feed } from './feed.ts';
import { Frame } from './frame.ts';
import '../page/style/tokens.css';
import '../page/style/base.css';
import './stately.css';

const light = matchMedia('(prefers-color-scheme: light)');
const look = (): void => {
  document.documentElement.dataset['theme'] = light.matches ? 'light' : 'dark';
};
light.addEventListener('change', look);
look();

let frame: Frame | null = null;
const feed = new Feed(takeToken(), {
  heard: (message) => {
    switch (message.type) {
      case 'holdfast.opening':
        // What it was told before is another process's, or has gaps.
        frame?.close();
        frame = message.frame === null ? null : new Frame(message.frame, () => feed.say({ type: 'connected' }));
        chooser.open(message.most);
        break;
      case 'holdfast.beginning':
        frame?.begin();
        break;
      case 'holdfast.status':
        chooser.show(message);
        break;
      case 'holdfast.found':
        chooser.offer(message);
        break;
      case '@xstate.actor':
      case '@xstate.event':
      case '@xstate.snapshot':
        frame?.post(message);
        break;
    }
  },
  parted: (words) => {
    frame?.post({ type: '@statelyai.disconnected' });
    chooser.part(words);
  },
});
const chooser = new Chooser((message) => feed.say(message));
