// A line at the bottom of the page, for a few seconds.
import { announce, byId, write } from './dom.js';

const STAY = 7_000;
let timer = 0;

/** Says this, and offers to undo it where undo is given. */
export function toast(text, undo = null) {
  clearTimeout(timer);
  write(byId('toast-text'), text);
  byId('undo').hidden = !undo;
  byId('undo').onclick = () => {
    hush();
    undo();
  };
  byId('toast').hidden = false;
  announce(text);
  timer = setTimeout(hush, STAY);
}

export function hush() {
  clearTimeout(timer);
  byId('toast').hidden = true;
}
