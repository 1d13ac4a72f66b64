// Asks for a key where the service wants one.
import { byId, write } from './dom.js';
import { explain } from './faults.js';
import { t } from './strings.js';

/** Calls opened once a key was taken. */
export function askForKey(service, opened) {
  const dialog = byId('lock');
  service.addEventListener('locked', () => {
    if (!dialog.open) dialog.showModal();
  });
  dialog.addEventListener('cancel', event => event.preventDefault()); // there is nothing behind it without a key
  byId('lock-form').addEventListener('submit', async event => {
    event.preventDefault();
    write(byId('lock-fault'), '');
    try {
      await service.open(byId('key').value);
      byId('key').value = '';
      dialog.close();
      opened();
    } catch (fault) {
      write(byId('lock-fault'), fault.status === 401 ? t('lock.wrong') : explain(fault.about ?? {}).text);
      byId('key').select();
    }
  });
}
