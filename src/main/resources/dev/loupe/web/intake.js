// The ways a picture comes onto the page: picked, dropped (also as a folder), pasted.
import { byId } from './dom.js';
import { t } from './strings.js';

const named = /\.(jpe?g|jfif|png|webp|tiff?|bmp|dib|gif|heic|heif|avif|jp2|jxl|psd|svg)$/i;

/** Whether this may be a picture; what it really is the service finds out from its first bytes. */
export const likely = file => file.type.startsWith('image/') || named.test(file.name) || !file.name.includes('.');

function inFolder(entry) {
  if (entry.isFile) return new Promise(resolve => entry.file(file => resolve([file]), () => resolve([])));
  const reader = entry.createReader();
  const batch = () => new Promise(resolve => reader.readEntries(resolve, () => resolve([])));
  return (async () => {
    const files = [];
    for (let entries = await batch(); entries.length; entries = await batch()) {
      for (const inner of entries) files.push(...await inFolder(inner));
    }
    return files.filter(likely).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  })();
}

async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some(entry => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(inFolder))).flat();
}

/** Browsers call every pasted picture image.png. */
function pastedName(file) {
  const now = new Date();
  const here = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  const time = here.slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return new File([file], `${t('pasted')} ${time}.${file.type.split('/')[1] ?? 'png'}`, { type: file.type });
}

/** Calls take with the files that came in; those that are no pictures are among them. */
export function listen(take) {
  const input = byId('files');
  input.addEventListener('change', () => {
    take([...input.files]);
    input.value = '';
  });
  addEventListener('paste', event => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    take(files.map(file => file.name === 'image.png' ? pastedName(file) : file));
  });
  drops(take);
}

function drops(take) {
  const veil = byId('veil');
  const files = event => event.dataTransfer?.types.includes('Files');
  let depth = 0; // enter and leave come for every element that is passed over
  addEventListener('dragenter', event => {
    if (files(event)) veil.hidden = ++depth === 0;
  });
  addEventListener('dragleave', event => {
    if (files(event)) veil.hidden = --depth <= 0;
  });
  addEventListener('dragover', event => {
    if (files(event)) event.preventDefault();
  });
  addEventListener('drop', async event => {
    depth = 0;
    veil.hidden = true;
    if (!files(event)) return;
    event.preventDefault();
    take(await dropped(event.dataTransfer));
  });
}
