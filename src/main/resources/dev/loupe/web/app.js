// Puts the page together.
import { announce, byId } from './dom.js';
import { askForKey } from './lock.js';
import { Choices } from './choices.js';
import { explain } from './faults.js';
import { Feed } from './feed.js';
import { List } from './list.js';
import { likely, listen } from './intake.js';
import { Pictures } from './pictures.js';
import { Removal } from './removal.js';
import { Sender } from './sender.js';
import { Service } from './service.js';
import { Sources } from './sources.js';
import { Status } from './status.js';
import { Table } from './table.js';
import { Thumbs } from './thumbs.js';
import { toast } from './toast.js';
import { percent, t, translate } from './strings.js';

translate(document);
document.documentElement.dataset.ready = '';

const service = new Service();
const pictures = new Pictures();
const choices = new Choices();
const sender = new Sender(service, pictures);
const removal = new Removal(service, pictures);
const feed = new Feed(service, pictures);
const status = new Status(service);
const sources = new Sources();

/** What can be done to a picture, wherever on the page it is asked for. */
const actions = {
  show(picture) {
    show(picture);
    if (matchMedia('(max-width: 59.99rem)').matches) byId('table').scrollIntoView({ block: 'start' });
  },
  remove: picture => removal.remove([picture]),
  clear: finished => removal.remove(finished),

  async cancel(picture) {
    if (!picture.job) return sender.cancel(picture);
    picture.stopping = true;
    pictures.touch(picture);
    await ask(picture, () => service.cancel(picture.job.id));
  },

  async retry(picture) {
    if (!picture.job) return actions.again(picture);
    await ask(picture, () => service.retry(picture.job.id));
  },

  /** The same picture once more, with what is chosen now. */
  async again(picture) {
    try {
      const file = picture.file ?? new File([await service.input(picture.job.id)], picture.name);
      actions.show(sender.add(file, choices.fields));
      if (!picture.job) pictures.remove(picture);
    } catch (fault) {
      toast(explain(fault.about ?? {}).text);
    }
  },
};

const table = new Table(service, actions);
const list = new List(pictures, actions, new Thumbs(service));

async function ask(picture, question) {
  try {
    const job = await question();
    if (job?.id) pictures.hear(picture, job);
  } catch (fault) {
    picture.stopping = false;
    toast(explain(fault.about ?? {}).text);
  }
  await feed.refresh();
}

function show(picture) {
  list.selected = picture;
  list.draw();
  table.show(picture);
  const hash = picture?.job ? '#' + picture.job.id : '';
  if (hash !== location.hash) history.replaceState(null, '', hash || location.pathname + location.search);
}

function take(files) {
  const added = files.map(file => sender.add(file, choices.fields, likely(file) ? null : { reason: 'not-a-picture' }));
  if (!added.length) return;
  announce(t('live.added', { n: added.length, name: added[0].name }));
  show(added[0]);
}

function tell(picture, was) {
  const { name, state } = picture;
  if (state === was || !['done', 'failed', 'cancelled'].includes(state)) return;
  const why = state === 'failed' ? explain(picture.fault ?? {}).text : '';
  announce(t('live.' + state, { name, why }));
}

/** A quarter of the way is worth saying about the picture that is looked at; each percent is not. */
let quarter = 0;
function tellPart(picture) {
  const now = picture.state === 'running' ? Math.floor(picture.progress * 4) : 0;
  if (picture === table.picture && now !== quarter) {
    quarter = now;
    if (now > 0 && now < 4) announce(t('live.part', { name: picture.name, percent: percent(now / 4) }));
  }
}

function title() {
  const working = pictures.all.filter(picture => picture.working);
  const part = working.reduce((all, picture) => all + picture.progress, 0) / working.length;
  document.title = working.length ? t('title.working', { percent: percent(part) }) : 'Loupe';
}

pictures.addEventListener('change', ({ detail: { picture, was } }) => {
  if (picture === table.picture && !picture.leaving) show(picture);
  if (was !== picture.state) status.refresh();
  tell(picture, was);
  tellPart(picture);
  title();
});

for (const type of ['change', 'order']) {
  pictures.addEventListener(type, () => {
    if (table.picture && !pictures.all.includes(table.picture)) show(pictures.all[0] ?? null);
  });
}

feed.addEventListener('list', () => {
  byId('older').hidden = !feed.next;
  if (table.picture) return;
  const wanted = pictures.byId(location.hash.slice(1));
  const first = pictures.all.find(picture => picture.state === 'done') ?? pictures.all[0];
  if (wanted ?? first) show(wanted ?? first);
});

status.addEventListener('health', () => {
  choices.offer(status.health.models ?? []);
  sources.show(status.health.sources ?? []);
  sender.maxBytes = status.health.limits?.max_bytes ?? Infinity;
});

addEventListener('beforeunload', event => {
  if (pictures.all.some(picture => picture.working && !picture.job)) event.preventDefault();
});

askForKey(service, () => {
  sender.unlock();
  feed.refresh();
  status.refresh();
});
service.addEventListener('locked', () => sender.lock());
byId('older').addEventListener('click', () => feed.older());

listen(take);
list.draw();
table.show(null);
status.refresh();
feed.refresh();
